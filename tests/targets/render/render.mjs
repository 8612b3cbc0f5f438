// Renders the Markdown of a folder with a package of npm: render.mjs marked|markdown-it INPUT OUTPUT
// CSDOWN_NODE_MODULES is the folder of the packages.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const { resolve: find } = createRequire(resolve(process.env.CSDOWN_NODE_MODULES, 'render.js'));
const load = async (name) => import(pathToFileURL(find(name)));

const renderers = {
    async marked() {
        const { marked } = await load('marked');
        return (text) => marked.parse(text);
    },
    async 'markdown-it'() {
        const { default: MarkdownIt } = await load('markdown-it');
        const { default: footnotes } = await load('markdown-it-footnote');
        const markdown = new MarkdownIt({ html: true, linkify: true }).use(footnotes).disable('footnote_inline');
        return (text) => markdown.render(text);
    },
};

const [name, input, output] = process.argv.slice(2);
const render = await renderers[name]();
for (const file of readdirSync(input).filter((file) => file.endsWith('.md'))) {
    const html = render(readFileSync(join(input, file), 'utf8'));
    writeFileSync(join(output, file.replace(/\.md$/, '.html')), html);
}
