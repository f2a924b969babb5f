//! Writes an output to a folder so that nobody ever sees half a site.
//!
//! Takes an [`Output`] and a [`Target`]. Invariant: at every instant, through kill, crash or full disk, the
//! target is the old site or the new one; what we did not write is neither changed nor removed; a file whose
//! bytes are right is not touched. Must not know what the files mean, save the manifest's list of names.
//!
//! Two ways to publish. [`stage`] and [`swap`] build the whole new folder beside the old one, with hard links for what
//! is unchanged, and exchange the two in one system call. Where that cannot be (a mount point, a parent that may not
//! be written), [`in_place`] moves finished files in, behind a journal from which the next build repairs.

mod in_place;
mod lock;
mod manifest;
mod plan;
mod stage;
mod stamp;
mod standing;
mod swap;
mod target;
mod verify;

use faqtual::cores;
use faqtual::memo::Digest;
use faqtual::output::Output;

use super::Failure;
use super::terminal::Progress;
use plan::Plan;
pub(crate) use stage::Stage;
pub(crate) use stamp::Stamp;
use standing::Standing;
pub(crate) use target::Target;
pub(crate) use verify::{Differences, verify};

/// The beginning of the names of our own working files inside a target; never part of a site.
const OWN_PREFIX: &str = ".faqtual-";

/// How a way to publish ended.
enum Published {
    /// The target is the new site.
    Yes,
    /// The file system does not allow this way; nothing was changed.
    Unsuitable,
}

/// A failure that came before anything in the target was changed.
fn untouched(failure: Failure, target: &Target) -> Failure {
    Failure { message: format!("{}; `{target}` is as it was", failure.message), ..failure }
}

/// The files of the last build with such names, where they are still as it wrote them.
pub(crate) fn published(target: &Target, is_wanted: impl Fn(&str) -> bool) -> Vec<(String, Vec<u8>)> {
    let files = manifest::hashes(&target.folder, manifest::MANIFEST).unwrap_or_default();
    let wanted: Vec<_> = files.into_iter().filter(|(name, _)| is_wanted(name)).collect();
    let read = |(name, hash): (String, String)| {
        let bytes = std::fs::read(target.folder.join(&name)).ok()?;
        (Digest::of(&bytes).hex() == hash).then_some((name, bytes))
    };
    cores::each(wanted, read).into_iter().flatten().collect()
}

/// The number of the target's files, if the last build made them, from what the stamp says, and they are all as it
/// wrote them.
pub(crate) fn standing(target: &Target, stamp: &Stamp, progress: &Progress) -> Option<usize> {
    if !stamp.holds(target) {
        return None;
    }
    let _lock = lock::take(target, progress).ok()?;
    swap::repair(target).ok()?;
    let (_, differences) = verify::held_to_manifest(&target.folder).ok()?;
    // The manifest is a file too.
    (stamp.holds(target) && differences.is_empty()).then_some(differences.named + 1)
}

/// Makes the target hold exactly this output, beside what we never wrote, and notes what it was made from.
pub(crate) fn emit(
    output: &Output,
    mut stage: Stage<'_>,
    stamp: Option<&Stamp>,
    progress: &Progress,
) -> Result<(), Failure> {
    publish(output, &mut stage, progress)?;
    if let Some(stamp) = stamp {
        stamp.note(stage.target);
    }
    Ok(())
}

/// Writes what differs, in the way that the file system allows.
fn publish(output: &Output, stage: &mut Stage<'_>, progress: &Progress) -> Result<(), Failure> {
    let target = stage.target;
    let standing = Standing::survey(target)?;
    let plan = Plan::make(output, &standing, target)?;
    if plan.is_empty() && standing.is_whole() {
        return Ok(());
    }
    progress.count("writing", plan.changed.len());
    if let Some(new) = stage.folder()
        && standing.may_be_swapped(target)
        && let Published::Yes = swap::publish(new, &plan, &standing, target, progress)?
    {
        stage.is_now_published();
        return Ok(());
    }
    in_place::publish(&plan, &standing, target, progress)
}
