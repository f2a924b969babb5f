//! The watcher: waits until something below `content/` or `themes/` changed and the disk is quiet again.
//!
//! Takes the root, tells that there is something to read anew, and which files where that is certain. Uses the
//! system's events, and looks by itself where there are none. The only file that names `notify`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, ModifyKind};
use notify::{Config, Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

use super::Failure;
use super::load::{FOLDERS, is_passing, no_root};

/// Changes belong together when they follow each other within this time: an editor's save in three steps.
const QUIET: Duration = Duration::from_millis(15);

/// Changes that never end are read after this time.
const LONGEST: Duration = Duration::from_millis(200);

/// How often is looked where the system tells nothing.
const POLL: Duration = Duration::from_millis(500);

/// What the watcher's thread tells.
#[derive(Debug, PartialEq, Eq)]
enum Signal {
    /// Something changed at this path.
    Changed(PathBuf),
    /// One of the folders came, went or was replaced; or it is not known what happened.
    Folders,
    /// The system gave up.
    Failed(String),
}

/// What changed.
#[derive(Debug, Default)]
pub(crate) struct Change {
    /// The paths at which something changed; nothing when there may be others.
    pub(crate) paths: Option<BTreeSet<PathBuf>>,
    /// Why the system's events had to be given up meanwhile, if they had.
    pub(crate) fallback: Option<String>,
}

type AnyWatcher = Box<dyn Watcher + Send>;

/// Makes a watcher that tells what it sees below the root.
type Make = fn(&Path, Sender<Signal>) -> notify::Result<AnyWatcher>;

/// Watches a site.
pub(crate) struct Watch {
    root: PathBuf,
    watcher: AnyWatcher,
    sender: Sender<Signal>,
    signals: Receiver<Signal>,
    /// Why the system's events are not used, if they are not.
    pub(crate) fallback: Option<String>,
}

impl Watch {
    /// Begins to watch: what changes from now on is noticed.
    pub(crate) fn start(root: &Path) -> Result<Self, Failure> {
        let root = root.canonicalize().map_err(|error| no_root(root, &error))?;
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

    fn with(root: &Path, make: Make) -> notify::Result<Self> {
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

    /// Waits until something changed and the disk is quiet again.
    pub(crate) fn wait(&mut self) -> Result<Change, Failure> {
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

    fn heed(&mut self, signals: Vec<Signal>) -> Result<Change, Failure> {
        // Only inotify names every path as it is written in the folder.
        let is_sure = cfg!(target_os = "linux") && self.fallback.is_none();
        let mut paths = is_sure.then(BTreeSet::new);
        let mut reason = None;
        for signal in signals {
            match (signal, &mut paths) {
                (Signal::Changed(path), Some(paths)) => _ = paths.insert(path),
                (Signal::Changed(_), None) => {}
                (Signal::Folders, _) => {
                    paths = None;
                    reason = reason.or(self.enter().err().map(|error| error.to_string()));
                }
                (Signal::Failed(why), _) => reason = Some(why),
            }
        }
        match reason {
            // A folder that goes while it is looked through is no reason to stop looking.
            Some(reason) if self.fallback.is_none() => {
                *self = Self::polling(&self.root, &reason)?;
                Ok(Change { paths: None, fallback: Some(reason) })
            }
            _ => Ok(Change { paths, fallback: None }),
        }
    }
}

fn native(root: &Path, sender: Sender<Signal>) -> notify::Result<AnyWatcher> {
    Ok(Box::new(RecommendedWatcher::new(handler(root, sender), Config::default())?))
}

fn poll(root: &Path, sender: Sender<Signal>) -> notify::Result<AnyWatcher> {
    // By content: times are compared in whole seconds, and a file that is moved in may be an older one.
    let config = Config::default().with_poll_interval(POLL).with_compare_contents(true);
    Ok(Box::new(PollWatcher::new(handler(root, sender), config)?))
}

fn handler(root: &Path, sender: Sender<Signal>) -> impl Fn(notify::Result<Event>) + Send + 'static {
    let root = root.to_owned();
    move |event| {
        let signals = match event {
            Ok(event) => meaning(&root, &event),
            Err(error) => vec![Signal::Failed(error.to_string())],
        };
        for signal in signals {
            // Nobody listens any more when the program ends.
            let _ = sender.send(signal);
        }
    }
}

/// What an event means for the site.
fn meaning(root: &Path, event: &Event) -> Vec<Signal> {
    if event.need_rescan() {
        return vec![Signal::Folders];
    }
    if matches!(event.kind, EventKind::Access(kind) if kind != AccessKind::Close(AccessMode::Write)) {
        return Vec::new();
    }
    event.paths.iter().filter_map(|path| meaning_of(root, path, event.kind)).collect()
}

fn meaning_of(root: &Path, path: &Path, kind: EventKind) -> Option<Signal> {
    let inside = path.strip_prefix(root).ok()?;
    let mut parts = inside.iter();
    let first = parts.next()?;
    if !FOLDERS.iter().any(|folder| first == *folder) {
        return None;
    }
    if inside.iter().count() == 1 {
        // Its own times change with each file in it; only its coming and going matters.
        let is_metadata = matches!(kind, EventKind::Modify(ModifyKind::Metadata(_)));
        return (!is_metadata).then_some(Signal::Folders);
    }
    (!parts.any(is_passing)).then(|| Signal::Changed(path.to_owned()))
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
        let changed = |path: &str| vec![Signal::Changed(path.into())];
        for (kind, path, wanted) in [
            (create, "/s/content/a.md", changed("/s/content/a.md")),
            (create, "/s/themes/own/templates/a.html", changed("/s/themes/own/templates/a.html")),
            (create, "/s/content", vec![Signal::Folders]),
            (touched, "/s/content", Vec::new()),
            (touched, "/s/content/a.md", changed("/s/content/a.md")),
            (create, "/s/dist/content/a.md", Vec::new()),
            (create, "/elsewhere/content/a.md", Vec::new()),
            (create, "/s/content/.a.md.swp", Vec::new()),
            (create, "/s/content/.git/index", Vec::new()),
            (create, "/s/content/a.md~", Vec::new()),
            (create, "/s/content/4913", Vec::new()),
            (EventKind::Access(AccessKind::Open(AccessMode::Any)), "/s/content/a.md", Vec::new()),
            (EventKind::Access(AccessKind::Close(AccessMode::Write)), "/s/content/a.md", changed("/s/content/a.md")),
        ] {
            assert_eq!(meaning(Path::new("/s"), &Event::new(kind).add_path(path.into())), wanted, "{kind:?} {path}");
        }
        let rename = Event::new(EventKind::Modify(ModifyKind::Name(RenameMode::Both)));
        let save = rename.add_path("/s/content/.a.md.tmp".into()).add_path("/s/content/a.md".into());
        assert_eq!(meaning(Path::new("/s"), &save), changed("/s/content/a.md"));
        let lost = Event::new(EventKind::Other).set_flag(Flag::Rescan);
        assert_eq!(meaning(Path::new("/s"), &lost), [Signal::Folders]);
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
        assert_eq!(watch.wait().unwrap().fallback.as_deref(), Some("no more watches"));
        assert!(watch.fallback.is_some());
        notices(&mut watch, root.path());
    }
}
