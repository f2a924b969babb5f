//! SVG to PNG: the only file that names `resvg` and `png`.
//!
//! Takes an SVG and the fonts of a theme, gives bytes. Looks for no font or file of the machine, so that the
//! same drawing is the same everywhere.

use std::sync::Arc;

use png::{BitDepth, ColorType, Compression, Encoder, Filter};
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, Options, Tree};
use rustc_hash::FxHashMap;

/// Draws with one set of fonts.
pub(super) struct Easel {
    options: Options<'static>,
}

impl Easel {
    /// An easel with these fonts.
    pub(super) fn new(fonts: &[Arc<[u8]>]) -> Self {
        let mut options = Options {
            image_href_resolver: ImageHrefResolver {
                resolve_data: Box::new(|_, _, _| None),
                resolve_string: Box::new(|_, _| None),
            },
            ..Options::default()
        };
        for font in fonts {
            options.fontdb_mut().load_font_data(font.to_vec());
        }
        Self { options }
    }

    /// The drawing as a PNG of its own size, on white.
    ///
    /// # Errors
    /// What is wrong with the SVG.
    pub(super) fn draw(&self, svg: &str) -> Result<Vec<u8>, String> {
        let tree = Tree::from_str(svg, &self.options).map_err(|error| error.to_string())?;
        let size = tree.size().to_int_size();
        let mut pixmap = Pixmap::new(size.width(), size.height()).ok_or("its size cannot be drawn")?;
        pixmap.fill(Color::WHITE);
        resvg::render(&tree, Transform::default(), &mut pixmap.as_mut());
        encoded(&pixmap).map_err(|error| error.to_string())
    }
}

/// A picture of words has few colours, and most of them are steps between two: with 32 steps a channel, which
/// no eye tells from 256, it is a fifth of the size. What has more colours than a palette holds keeps them all.
fn encoded(pixmap: &Pixmap) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, pixmap.width(), pixmap.height());
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Balanced);
    // Nothing is seen through: there was white behind everything.
    let pixels = || pixmap.data().chunks_exact(4).map(|pixel| [pixel[0], pixel[1], pixel[2]]);
    let data = match indexed(pixels(), |pixel| pixel.map(stepped)) {
        Some((palette, indices)) => {
            encoder.set_color(ColorType::Indexed);
            encoder.set_palette(palette.concat());
            encoder.set_filter(Filter::NoFilter);
            indices
        }
        None => {
            encoder.set_color(ColorType::Rgb);
            pixels().flatten().collect()
        }
    };
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&data)?;
    writer.finish()?;
    Ok(bytes)
}

/// The nearest of 32 steps.
fn stepped(channel: u8) -> u8 {
    let step = (u16::from(channel) * 31 + 127) / 255;
    u8::try_from(step * 255 / 31).unwrap_or(u8::MAX)
}

/// The colours that pixels are shown in, and where each pixel's stands among them; `None` when they are too many.
fn indexed(
    pixels: impl Iterator<Item = [u8; 3]>,
    shown: impl Fn([u8; 3]) -> [u8; 3],
) -> Option<(Vec<[u8; 3]>, Vec<u8>)> {
    let mut palette: Vec<[u8; 3]> = Vec::new();
    let mut known: FxHashMap<[u8; 3], u8> = FxHashMap::default();
    let mut last = None;
    let mut indices = Vec::with_capacity(1200 * 630);
    for pixel in pixels {
        // Most pixels are as the one before.
        let index = match last.filter(|(color, _)| *color == pixel) {
            Some((_, index)) => index,
            None => {
                let color = shown(pixel);
                match known.get(&color) {
                    Some(index) => *index,
                    None => {
                        let index = u8::try_from(palette.len()).ok()?;
                        palette.push(color);
                        known.insert(color, index);
                        index
                    }
                }
            }
        };
        last = Some((pixel, index));
        indices.push(index);
    }
    Some((palette, indices))
}

#[cfg(test)]
mod tests {
    use super::{indexed, stepped};

    #[test]
    fn black_and_white_stay_and_steps_are_few() {
        assert_eq!((stepped(0), stepped(255)), (0, 255));
        let mut steps: Vec<u8> = (0..=255).map(stepped).collect();
        assert!((0..=255).all(|channel: u8| channel.abs_diff(stepped(channel)) <= 5));
        steps.dedup();
        assert_eq!(steps.len(), 32);
    }

    #[test]
    fn a_palette_holds_256_colours_and_no_more() {
        let colors =
            |count: u16| (0..count).map(|at| [u8::try_from(at % 256).unwrap(), u8::try_from(at / 256).unwrap(), 0]);
        let (palette, indices) = indexed(colors(256).chain(colors(2)), |pixel| pixel).unwrap();
        assert_eq!((palette.len(), indices.len(), indices[256], indices[257]), (256, 258, 0, 1));
        assert!(indexed(colors(257), |pixel| pixel).is_none());
    }
}
