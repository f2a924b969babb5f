//! What every command that compiles a site takes: the root, and the options of a compile.
//!
//! Takes arguments, environment and clock, gives a compiled site. The one place that knows today's date.

use std::path::{Component, PathBuf};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use clap::{Args, ValueEnum};
use faqtual::compile::{Compiled, Memo, compile};
use faqtual::diagnostic::Report;
use faqtual::model::Options;
use faqtual::source::Sources;
use faqtual::text::date::Date;

use crate::io::Failure;
use crate::io::load::load;
use crate::io::terminal::Progress;

/// The last second of the year 9999: later moments have no date here.
const LAST_SECOND: i64 = 253_402_300_799;

/// The arguments that decide what is compiled, and how problems are told.
#[derive(Args, Debug)]
pub(super) struct Inputs {
    /// The folder that holds `content/site.yaml`
    #[arg(value_name = "ROOT", default_value = ".")]
    pub(super) root: PathBuf,

    /// Where the site will be published, if not as `site.yaml` says
    #[arg(long, value_name = "URL", value_parser = base_url)]
    base_url: Option<String>,

    /// The day that decides what has passed and what is due [default: SOURCE_DATE_EPOCH, else today in UTC]
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<Date>,

    /// The theme, if not the one `site.yaml` names
    #[arg(long, value_name = "NAME")]
    theme: Option<String>,

    /// Take in what is marked as a draft
    #[arg(long)]
    drafts: bool,

    /// Let warnings fail the run as errors do
    #[arg(long)]
    pub(super) strict: bool,

    /// How problems are told on stderr
    #[arg(long, value_name = "FORM", value_enum, default_value_t = ReportForm::Human)]
    pub(super) report: ReportForm,
}

/// How problems are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportForm {
    /// Text with excerpts
    Human,
    /// One JSON object; `faqtual schema report` describes it
    Json,
    /// SARIF 2.1.0, as code hosts take it
    Sarif,
    /// Annotations of GitHub Actions
    Github,
}

/// A site as compiled, and what there is to say about it.
pub(super) struct Compilation {
    pub(super) sources: Sources,
    pub(super) compiled: Compiled,
    pub(super) report: Report,
    pub(super) started: Instant,
    /// The path to the site's root as reports for other programs have it: empty, or ending in `/`.
    pub(super) prefix: String,
}

impl Inputs {
    /// Loads and compiles the site.
    pub(super) fn compile(&self, progress: &Progress) -> Result<Compilation, Failure> {
        let options = self.options()?;
        let compile = |sources: &Sources| Ok((compile(sources, &options, &mut Memo::of_one_compile()), ()));
        self.compile_with(progress, compile).map(|(compilation, ())| compilation)
    }

    /// Loads the site, and compiles it in a command's own way, which may tell more.
    pub(super) fn compile_with<T>(
        &self,
        progress: &Progress,
        compile: impl FnOnce(&Sources) -> Result<(Compiled, T), Failure>,
    ) -> Result<(Compilation, T), Failure> {
        let started = Instant::now();
        progress.stage("reading");
        let sources = load(&self.root)?;
        progress.stage("compiling");
        let (compiled, more) = compile(&sources)?;
        let report = Report::new(&compiled.diagnostics, &sources);
        Ok((Compilation { sources, compiled, report, started, prefix: self.prefix() }, more))
    }

    /// The path from here to the root: empty, or ending in `/`.
    pub(super) fn prefix(&self) -> String {
        let here = std::env::current_dir().unwrap_or_default();
        let root = self.root.strip_prefix(here).unwrap_or(&self.root);
        let parts = root.components().filter(|part| *part != Component::CurDir);
        let path = parts.collect::<PathBuf>().to_string_lossy().replace('\\', "/");
        if path.is_empty() || path.ends_with('/') { path } else { path + "/" }
    }

    /// Today, as a compile would have it.
    pub(super) fn today() -> Result<Date, Failure> {
        today()
    }

    /// The options of a compile on a day, with nothing else asked for.
    pub(super) fn plain(as_of: Date) -> Options {
        Options { as_of, base_url: None, theme: None, drafts: true, pictures: false }
    }

    /// The options of a compile now.
    pub(super) fn options(&self) -> Result<Options, Failure> {
        Ok(Options {
            as_of: self.as_of.map_or_else(today, Ok)?,
            base_url: self.base_url.clone(),
            theme: self.theme.clone(),
            drafts: self.drafts,
            pictures: false,
        })
    }
}

fn day(text: &str) -> Result<Date, &'static str> {
    Date::parse(text).filter(Date::is_exact).ok_or("not a day of the calendar; write it like 2026-11-23")
}

fn base_url(text: &str) -> Result<String, String> {
    let example = "write it like https://example.org/ or https://example.org/privacy/";
    let url = url::Url::parse(text).map_err(|error| format!("{error}; {example}"))?;
    if !matches!(url.scheme(), "https" | "http") {
        return Err(format!("it must begin with https: or http:; {example}"));
    }
    if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() || url.password().is_some() {
        return Err(format!("it must have no `?`, `#` or `@`; {example}"));
    }
    Ok(url.into())
}

/// The day of `SOURCE_DATE_EPOCH` (reproducible-builds.org), else of the clock, in UTC.
pub(super) fn today() -> Result<Date, Failure> {
    match std::env::var_os("SOURCE_DATE_EPOCH") {
        Some(value) => epoch_day(&value.to_string_lossy()),
        None => clock_day(),
    }
}

fn epoch_day(value: &str) -> Result<Date, Failure> {
    let seconds = value.parse().ok().filter(|seconds| (0..=LAST_SECOND).contains(seconds));
    seconds.and_then(Date::from_epoch).ok_or_else(|| {
        Failure::new(format!("SOURCE_DATE_EPOCH is `{value}`, which is no number of seconds since 1970"))
            .help("unset it, correct it, or give the day with --as-of")
    })
}

fn clock_day() -> Result<Date, Failure> {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).ok().and_then(|time| i64::try_from(time.as_secs()).ok());
    seconds.and_then(Date::from_epoch).ok_or_else(|| {
        Failure::new("the system's clock shows a time before 1970").help("set it, or give the day with --as-of")
    })
}

#[cfg(test)]
mod tests {
    use super::{LAST_SECOND, base_url, day, epoch_day};

    #[test]
    fn a_day_is_exact() {
        assert!(day("2026-11-23").is_ok());
        for bad in ["2026-11", "2026", "2026-02-30", "today", ""] {
            assert!(day(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_base_url_is_a_folder_on_the_web() {
        assert_eq!(base_url("https://example.org").as_deref(), Ok("https://example.org/"));
        assert_eq!(base_url("http://localhost:4000/a/b").as_deref(), Ok("http://localhost:4000/a/b"));
        for bad in [
            "example.org",
            "/a",
            "ftp://example.org/",
            "mailto:a@example.org",
            "https://example.org/?a",
            "https://example.org/#a",
            "https://a@example.org/",
        ] {
            assert!(base_url(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_epoch_is_seconds_up_to_the_year_9999() {
        assert_eq!(epoch_day("1762128000").unwrap().to_string(), "2025-11-03");
        assert_eq!(epoch_day(&LAST_SECOND.to_string()).unwrap().to_string(), "9999-12-31");
        for bad in ["", "-1", "1.5", "soon", "253402300800"] {
            assert!(epoch_day(bad).is_err(), "{bad}");
        }
    }
}
