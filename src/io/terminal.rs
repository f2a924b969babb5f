//! The terminal: whether to use colour, and a progress bar for builds that take long.
//!
//! Invariant: the bar is drawn on stderr, only on a terminal, only after a second; it never touches stdout.

use std::borrow::Cow;
use std::io::{IsTerminal, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use anstream::{AutoStream, ColorChoice};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A build that is faster than this shows no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// Whether what goes to stderr may be coloured: a terminal, and no `NO_COLOR`.
pub(crate) fn is_styled() -> bool {
    AutoStream::choice(&std::io::stderr()) != ColorChoice::Never
}

/// Writes to stderr, and drops what nobody reads any more.
pub(crate) fn tell(text: &str) {
    let _ = anstream::stderr().write_all(text.as_bytes());
}

/// Writes to stdout, and drops what nobody reads any more.
pub(crate) fn give(text: &str) {
    let _ = anstream::stdout().write_all(text.as_bytes());
}

/// What a command is doing, shown while it takes long.
pub(crate) struct Progress {
    bar: ProgressBar,
    waiter: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Begins to wait; draws nothing yet.
    pub(crate) fn start() -> Self {
        let bar = ProgressBar::hidden().with_style(style("{spinner} {msg}"));
        let waiter = std::io::stderr().is_terminal().then(|| {
            let (sender, receiver) = channel();
            let shown = bar.clone();
            (sender, std::thread::spawn(move || show_later(&shown, &receiver)))
        });
        Self { bar, waiter }
    }

    /// Names the stage that begins.
    pub(crate) fn stage(&self, words: &'static str) {
        self.bar.set_message(words);
    }

    /// Begins a stage of so many steps.
    pub(crate) fn count(&self, words: &'static str, steps: usize) {
        self.bar.set_style(style("{spinner} {msg} {bar:30} {pos}/{len}"));
        self.bar.set_position(0);
        self.bar.set_length(steps as u64);
        self.bar.set_message(words);
    }

    /// One step is done.
    pub(crate) fn step(&self) {
        self.bar.inc(1);
    }

    /// Tells something at once, without tearing the bar.
    pub(crate) fn note(&self, text: impl Into<Cow<'static, str>>) {
        let text = text.into();
        self.bar.suspend(|| tell(&format!("{text}\n")));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((sender, thread)) = self.waiter.take() {
            drop(sender);
            let _ = thread.join();
        }
        self.bar.finish_and_clear();
    }
}

/// Shows the bar unless the command ends before.
fn show_later(bar: &ProgressBar, ended: &Receiver<()>) {
    if ended.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
        bar.set_draw_target(ProgressDrawTarget::stderr());
        bar.enable_steady_tick(Duration::from_millis(100));
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner())
}
