//! Work on all cores.
//!
//! `rayon` alone gives each core a large part of a list, and whoever is done early waits for who has the long texts.

use rayon::prelude::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};

/// How many items a core takes at a time.
const FEW: usize = 4;

/// Does the work to each item, on all cores; gives what came of it in the order of the items.
pub fn each<I, R>(items: I, work: impl Fn(I::Item) -> R + Send + Sync) -> Vec<R>
where
    I: IntoParallelIterator<Iter: IndexedParallelIterator>,
    R: Send,
{
    items.into_par_iter().with_max_len(FEW).map(work).collect()
}
