import anchor from 'markdown-it-anchor';

export default function (config) {
  config.amendLibrary('md', (markdown) => markdown.use(anchor));
  return { dir: { output: '_site' }, markdownTemplateEngine: false };
}
