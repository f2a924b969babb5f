//! The watcher: waits until something below `content/` or `themes/` changed and the disk is quiet again.
//!
//! Takes the root, tells only *that* there is something to read anew. Uses the system's events, and looks
//! by itself where there are none. The only file that names `notify`.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode};
use notify::{Config, Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

use super::Failure;
use super::load::{FOLDERS, is_passing};

/// Changes belong together when they follow each other within this time: an editor's save in three steps.
const QUIET: Duration = Duration::from_millis(15);

/// Changes that never end are read after this time.
const LONGEST: Duration = Duration::from_millis(200);

/// How often is looked where the system tells nothing.
const POLL: Duration = Duration::from_millis(500);

/// What the watcher's thread tells.
#[derive(Debug, PartialEq, Eq)]
enum Signal {
    /// A file changed.
    Changed,
    /// One of the folders came, went or was replaced; or it is not known what happened.
    Folders,
    /// The system gave up.
    Failed(String),
}

/// Watches a site.
pub(crate) struct Watch {
    root: PathBuf,
    watcher: Box<dyn Watcher + Send>,
    sender: Sender<Signal>,
    signals: Receiver<Signal>,
    /// Why the system's events are not used, if they are not.
    pub(crate) fallback: Option<String>,
}

impl Watch {
    /// Begins to watch: what changes from now on is noticed.
    pub(crate) fn start(root: &Path) -> Result<Self, Failure> {
        let root = root.canonicalize().map_err(|error| Failure::system("watch", root, &error))?;
        match Self::with(&root, native) {
            Ok(watch) => Ok(watch),
            Err(error) => Self::polling(&root, &error.to_string()),
        }
    }

    fn polling(root: &Path, reason: &str) -> Result<Self, Failure> {
        let failed =
            |error| Failure::new(format!("cannot watch `{}`: {error}", root.display())).help("serve without --watch");
        let watch = Self::with(root, poll).map_err(failed)?;
        Ok(Self { fallback: Some(reason.to_owned()), ..watch })
    }

    fn with(
        root: &Path,
        make: fn(&Path, Sender<Signal>) -> notify::Result<Box<dyn Watcher + Send>>,
    ) -> notify::Result<Self> {
        let (sender, signals) = channel();
        let mut watcher = make(root, sender.clone())?;
        // The root itself tells when one of the folders comes or goes.
        watcher.watch(root, RecursiveMode::NonRecursive)?;
        let mut watch = Self { root: root.to_owned(), watcher, sender, signals, fallback: None };
        watch.enter()?;
        Ok(watch)
    }

    /// Watches the folders that are there now, all through.
    fn enter(&mut self) -> notify::Result<()> {
        for folder in FOLDERS.map(|folder| self.root.join(folder)) {
            let _ = self.watcher.unwatch(&folder);
            if folder.is_dir() {
                self.watcher.watch(&folder, RecursiveMode::Recursive)?;
            }
        }
        Ok(())
    }

    /// Waits until something changed and the disk is quiet again; gives why the system's events had to be
    /// given up meanwhile, if they had.
    pub(crate) fn wait(&mut self) -> Result<Option<String>, Failure> {
        let Ok(first) = self.signals.recv() else { return Err(Failure::new("the watcher ended")) };
        let mut signals = vec![first];
        let end = Instant::now() + LONGEST;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            match self.signals.recv_timeout(QUIET.min(left)) {
                Ok(signal) => signals.push(signal),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
            }
        }
        self.heed(signals)
    }

    /// Whether more changed meanwhile, or does so within this time. Nothing is lost: [`Watch::wait`] tells it too.
    pub(crate) fn goes_on(&self, time: Duration) -> bool {
        match self.signals.recv_timeout(time) {
            Ok(signal) => self.sender.send(signal).is_ok(),
            Err(_) => false,
        }
    }

    fn heed(&mut self, signals: Vec<Signal>) -> Result<Option<String>, Failure> {
        let mut reason = signals.iter().find_map(|signal| match signal {
            Signal::Failed(reason) => Some(reason.clone()),
            Signal::Changed | Signal::Folders => None,
        });
        if reason.is_none() && signals.contains(&Signal::Folders) {
            reason = self.enter().err().map(|error| error.to_string());
        }
        let Some(reason) = reason else { return Ok(None) };
        if self.fallback.is_none() {
            *self = Self::polling(&self.root, &reason)?;
            return Ok(Some(reason));
        }
        // A folder that goes while it is looked through is no reason to stop looking.
        Ok(None)
    }
}

fn native(root: &Path, sender: Sender<Signal>) -> notify::Result<Box<dyn Watcher + Send>> {
    Ok(Box::new(RecommendedWatcher::new(handler(root, sender), Config::default())?))
}

fn poll(root: &Path, sender: Sender<Signal>) -> notify::Result<Box<dyn Watcher + Send>> {
    // By content: times are compared in whole seconds, and a file that is moved in may be an older one.
    let config = Config::default().with_poll_interval(POLL).with_compare_contents(true);
    Ok(Box::new(PollWatcher::new(handler(root, sender), config)?))
}

fn handler(root: &Path, sender: Sender<Signal>) -> impl Fn(notify::Result<Event>) + Send + 'static {
    let root = root.to_owned();
    move |event| {
        let signal = match event {
            Ok(event) => meaning(&root, &event),
            Err(error) => Some(Signal::Failed(error.to_string())),
        };
        if let Some(signal) = signal {
            // Nobody listens any more when the program ends.
            let _ = sender.send(signal);
        }
    }
}

/// What an event means for the site, if anything.
fn meaning(root: &Path, event: &Event) -> Option<Signal> {
    if event.need_rescan() {
        return Some(Signal::Folders);
    }
    let is_writing = !matches!(event.kind, EventKind::Access(kind) if kind != AccessKind::Close(AccessMode::Write));
    if !is_writing {
        return None;
    }
    let mut meaning = None;
    for path in &event.paths {
        let Ok(inside) = path.strip_prefix(root) else { continue };
        let mut parts = inside.iter();
        if !parts.next().is_some_and(|first| FOLDERS.iter().any(|folder| first == *folder)) {
            continue;
        }
        if inside.iter().count() == 1 {
            // Its own times change with each file in it; only its coming and going matters.
            let is_metadata = matches!(event.kind, EventKind::Modify(notify::event::ModifyKind::Metadata(_)));
            return (!is_metadata).then_some(Signal::Folders);
        }
        if !parts.any(is_passing) {
            meaning = Some(Signal::Changed);
        }
    }
    meaning
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use notify::event::{AccessKind, AccessMode, CreateKind, Flag, MetadataKind, ModifyKind, RenameMode};
    use notify::{Event, EventKind};

    use super::{Signal, Watch, meaning, poll};

    #[test]
    fn only_changes_of_the_site_matter() {
        let create = EventKind::Create(CreateKind::File);
        let touched = EventKind::Modify(ModifyKind::Metadata(MetadataKind::Any));
        for (kind, path, wanted) in [
            (create, "/s/content/a.md", Some(Signal::Changed)),
            (create, "/s/themes/own/templates/a.html", Some(Signal::Changed)),
            (create, "/s/content", Some(Signal::Folders)),
            (touched, "/s/content", None),
            (touched, "/s/content/a.md", Some(Signal::Changed)),
            (create, "/s/dist/content/a.md", None),
            (create, "/elsewhere/content/a.md", None),
            (create, "/s/content/.a.md.swp", None),
            (create, "/s/content/.git/index", None),
            (create, "/s/content/a.md~", None),
            (create, "/s/content/4913", None),
            (EventKind::Access(AccessKind::Open(AccessMode::Any)), "/s/content/a.md", None),
            (EventKind::Access(AccessKind::Close(AccessMode::Write)), "/s/content/a.md", Some(Signal::Changed)),
        ] {
            assert_eq!(meaning(Path::new("/s"), &Event::new(kind).add_path(path.into())), wanted, "{kind:?} {path}");
        }
        let rename = Event::new(EventKind::Modify(ModifyKind::Name(RenameMode::Both)));
        let save = rename.add_path("/s/content/.a.md.tmp".into()).add_path("/s/content/a.md".into());
        assert_eq!(meaning(Path::new("/s"), &save), Some(Signal::Changed));
        let lost = Event::new(EventKind::Other).set_flag(Flag::Rescan);
        assert_eq!(meaning(Path::new("/s"), &lost), Some(Signal::Folders));
    }

    fn notices(watch: &mut Watch, root: &Path) {
        fs::create_dir_all(root.join("content/later")).unwrap();
        watch.wait().unwrap();
        fs::write(root.join("content/later/a.md"), "a").unwrap();
        watch.wait().unwrap();
        fs::remove_dir_all(root.join("content")).unwrap();
        watch.wait().unwrap();
        fs::create_dir(root.join("content")).unwrap();
        watch.wait().unwrap();
        fs::write(root.join("content/b.md"), "b").unwrap();
        watch.wait().unwrap();
    }

    #[test]
    fn folders_that_come_later_are_watched() {
        let root = tempfile::tempdir().unwrap();
        notices(&mut Watch::start(root.path()).unwrap(), root.path());
    }

    #[test]
    fn looking_by_itself_notices_the_same() {
        let root = tempfile::tempdir().unwrap();
        let home = root.path().canonicalize().unwrap();
        notices(&mut Watch::with(&home, poll).unwrap(), root.path());
    }

    #[test]
    fn a_system_that_gives_up_is_replaced() {
        let root = tempfile::tempdir().unwrap();
        let mut watch = Watch::start(root.path()).unwrap();
        watch.sender.send(Signal::Failed("no more watches".to_owned())).unwrap();
        assert_eq!(watch.wait().unwrap().as_deref(), Some("no more watches"));
        assert!(watch.fallback.is_some());
        notices(&mut watch, root.path());
    }
}
