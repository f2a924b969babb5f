//! `faqtual serve`: load, compile, publish; with `--watch` again after each change.
//!
//! Invariant: nothing is written to disk, and no error ends it: what was published last stays.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use clap::Args;
use faqtual::compile::{Compiled, Memo, compile};
use faqtual::diagnostic::Report;
use faqtual::memo::Digest;
use faqtual::model::Options;
use faqtual::source::Sources;
use faqtual::text::date::Date;

use super::inputs::Inputs;
use super::outcome::{count, counted, failed, failure_text, list};
use crate::io::Failure;
use crate::io::http::{Address, Problem, Reading, Stage, serve};
use crate::io::load::{has_links, load, reload};
use crate::io::terminal::{Progress, give, tell};
use crate::io::watch::{Change, Watch};

const EXAMPLES: &str = "\
Examples:
  faqtual serve --watch            the site in this folder, at http://127.0.0.1:4000/
  faqtual serve site --watch --open
  faqtual serve --port 0           at any free port
  faqtual serve --host 0.0.0.0     for the whole network, as on a phone beside you

Nothing is written to disk. An error leaves the last good site in place and is shown in the browser too.";

/// When a reading failed, the rest of what is going on is awaited for this long before it is told.
const SECOND_LOOK: Duration = Duration::from_millis(100);

/// Serve the site to this machine, and let browsers follow every change
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(flatten)]
    inputs: Inputs,

    /// Compile again on every change below `content` and `themes`
    #[arg(long, short)]
    watch: bool,

    /// The host or address to listen on; other machines reach the site only by an address of the network
    #[arg(long, value_name = "HOST", default_value = "127.0.0.1")]
    host: String,

    /// The port, or the next free one when it is taken; 0 for any free one
    #[arg(long, value_name = "PORT", default_value_t = 4000)]
    port: u16,

    /// Open the site in your browser
    #[arg(long)]
    open: bool,
}

/// Serves the site until Ctrl-C.
pub(super) fn run(arguments: Arguments) -> ExitCode {
    let form = arguments.inputs.report;
    match start(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failed(form, &failure),
    }
}

fn start(arguments: Arguments) -> Result<(), Failure> {
    let Arguments { inputs, watch, host, port, open } = arguments;
    let address = Address::bind(&host, port)?;
    // Before the first reading, so that no change is missed.
    let watch = watch.then(|| Watch::start(&inputs.root)).transpose()?;
    let stage = Stage::new(&this_run());
    let mut workshop = Workshop::new(inputs, stage.clone());
    workshop.first()?;
    announce(&address, port, &workshop.inputs, watch.as_ref());
    if open {
        show_in_browser(&address.url);
    }
    if let Some(watch) = watch {
        std::thread::spawn(move || workshop.follow(watch));
    }
    serve(address, &stage)
}

/// Tells this run of the server from all others.
fn this_run() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
    Digest::of(format!("{now} {}", std::process::id()).as_bytes()).short()
}

fn announce(address: &Address, wanted: u16, inputs: &Inputs, watch: Option<&Watch>) {
    if wanted != 0 && address.port != wanted {
        tell(&format!("port {wanted} is taken; port {} is used\n", address.port));
    }
    if let Some(reason) = watch.and_then(|watch| watch.fallback.as_ref()) {
        tell(&polled(reason));
    }
    give(&format!("serving {}\n", address.url));
    if watch.is_some() {
        let root = inputs.root.canonicalize().unwrap_or_else(|_| inputs.root.clone());
        give(&format!("watching content and themes in {}; Ctrl-C ends it\n", root.display()));
    }
}

fn polled(reason: &str) -> String {
    format!("the system does not tell of changes ({reason}); they are looked for twice a second\n")
}

fn show_in_browser(url: &str) {
    if let Err(error) = open::that_detached(url) {
        tell(&format!("cannot open a browser: {error}; open {url} yourself\n"));
    }
}

/// What is kept from one compile to the next.
struct Workshop {
    inputs: Inputs,
    stage: Stage,
    memo: Memo,
    /// The sources as read last, when files can be read alone.
    known: Option<Sources>,
    /// The digest of the sources and the day of the last compile.
    done: Option<(String, Date)>,
    builds: u64,
    /// The list of problems that the terminal shows last.
    told: String,
}

/// The sources of a round, and what came of them.
struct Made {
    sources: Sources,
    digest: String,
    compiled: Compiled,
    report: Report,
}

impl Workshop {
    fn new(inputs: Inputs, stage: Stage) -> Self {
        Self { inputs, stage, memo: Memo::default(), known: None, done: None, builds: 0, told: String::new() }
    }

    /// The first compile; a folder that cannot be read is told at once.
    fn first(&mut self) -> Result<(), Failure> {
        let progress = Progress::start();
        progress.stage("compiling");
        let made = self.make(&Change::default())?;
        drop(progress);
        if let Some(made) = made {
            self.publish(made, None);
        }
        Ok(())
    }

    /// Compiles after each change, for ever.
    fn follow(&mut self, mut watch: Watch) {
        loop {
            let change = match watch.wait() {
                Ok(change) => change,
                Err(failure) => {
                    tell(&failure_text(&failure));
                    return;
                }
            };
            if let Some(reason) = &change.fallback {
                tell(&polled(reason));
            }
            self.round(&watch, &change);
        }
    }

    fn round(&mut self, watch: &Watch, change: &Change) {
        let started = Instant::now();
        match self.make(change) {
            Ok(Some(made)) => self.publish(made, Some(started)),
            Ok(None) => {}
            // A file that went between listing and reading: another round follows.
            Err(_) if watch.goes_on(SECOND_LOOK) => {}
            Err(failure) => self.lament(&failure),
        }
    }

    /// Loads and compiles; nothing when it is all as it was.
    fn make(&mut self, change: &Change) -> Result<Option<Made>, Failure> {
        let options = self.inputs.options()?;
        let sources = self.read(change)?;
        let done = (digest(&sources), options.as_of);
        if self.done.as_ref() == Some(&done) {
            return Ok(None);
        }
        let compiled = self.compile(&sources, &options)?;
        let report = Report::new(&compiled.diagnostics, &sources);
        let digest = done.0.clone();
        self.done = Some(done);
        Ok(Some(Made { sources, digest, compiled, report }))
    }

    /// Reads what changed, or everything where it is not sure that this is all.
    fn read(&mut self, change: &Change) -> Result<Sources, Failure> {
        let root = &self.inputs.root;
        let known = self.known.take();
        let again = known.zip(change.paths.as_ref()).and_then(|(known, paths)| reload(root, &known, paths));
        let (sources, is_sure) = match again {
            Some(sources) => (sources, true),
            None => (load(root)?, !has_links(root)),
        };
        self.known = is_sure.then(|| sources.clone());
        Ok(sources)
    }

    /// A fault of our own must not end an editor's day: it is told, and nothing of it is remembered.
    fn compile(&mut self, sources: &Sources, options: &Options) -> Result<Compiled, Failure> {
        let memo = &mut self.memo;
        catch_unwind(AssertUnwindSafe(|| compile(sources, options, memo))).map_err(|_| {
            self.memo = Memo::default();
            self.done = None;
            Failure::new("faqtual failed on this content").help("undo the last change, and please report it as a bug")
        })
    }

    fn publish(&mut self, made: Made, started: Option<Instant>) {
        let Made { sources, digest, compiled, report } = made;
        let reading = Reading { sources: &digest, problems: Problem::all(&report, &sources) };
        let ending = if report.blocks(self.inputs.strict) {
            let has_site = self.stage.warn(reading);
            format!(
                "{}; {}",
                counted(&report),
                if has_site { "the last good site stays" } else { "the site shows when they are mended" }
            )
        } else {
            self.builds += 1;
            let changed = self.stage.publish(compiled.output, self.builds, reading);
            format!("{}, {}", pages(&changed, self.builds), counted(&report))
        };
        self.list(&report, &sources);
        match started {
            Some(started) => give(&format!("compiled in {} ms: {ending}\n", started.elapsed().as_millis())),
            None => give(&format!("compiled: {ending}\n")),
        }
    }

    /// Shows the problems, unless they are those that were shown last.
    fn list(&mut self, report: &Report, sources: &Sources) {
        let list = list(self.inputs.report, report, sources, &self.inputs.prefix());
        if list != self.told {
            tell(&list);
            self.told = list;
        }
    }

    fn lament(&mut self, failure: &Failure) {
        self.done = None;
        self.stage.warn(Reading { sources: "", problems: vec![Problem::failure(failure)] });
        let text = failure_text(failure);
        if text != self.told {
            tell(&text);
            self.told = text;
        }
    }
}

/// One digest of all sources: paths and bytes.
fn digest(sources: &Sources) -> String {
    let lines: String = sources.iter().map(|file| format!("{} {}\n", file.digest.hex(), file.path)).collect();
    Digest::of(lines.as_bytes()).hex()
}

/// How many pages changed, and the first of them by name.
fn pages(changed: &[String], build: u64) -> String {
    let pages: Vec<&str> = changed.iter().map(String::as_str).filter(|path| path.ends_with(".html")).collect();
    if build == 1 || pages.is_empty() {
        return if build == 1 { count(pages.len(), "page") } else { "no page changed".to_owned() };
    }
    let named = pages.iter().take(3).copied().collect::<Vec<_>>().join(", ");
    let more = if pages.len() > 3 { format!(" and {} more", pages.len() - 3) } else { String::new() };
    format!("{} changed: {named}{more}", count(pages.len(), "page"))
}

#[cfg(test)]
mod tests {
    use super::pages;

    #[test]
    fn changed_pages_are_counted_and_the_first_named() {
        let paths = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(pages(&paths(&["a.html", "b.css"]), 1), "1 page");
        assert_eq!(pages(&paths(&["b.css"]), 2), "no page changed");
        assert_eq!(pages(&paths(&["a.html", "b.html", "c.css"]), 2), "2 pages changed: a.html, b.html");
        assert_eq!(
            pages(&paths(&["a.html", "b.html", "c.html", "d.html"]), 2),
            "4 pages changed: a.html, b.html, c.html and 1 more"
        );
    }
}
