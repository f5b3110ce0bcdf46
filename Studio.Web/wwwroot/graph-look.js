// How the graph looks: the page's colours, a colour for each kind of link, and what runs.
import { LGraphCanvas, LiteGraph } from '/lib/litegraph.es.js';

const links = {
  MODEL: '#b39ddb', CLIP: '#e8c531', VAE: '#f07a72', CONDITIONING: '#f2a13c', LATENT: '#e58ae0', IMAGE: '#5fa8ee', MASK: '#74bd7b',
  CONTROL_NET: '#58bfae', CLIP_VISION: '#9fb86a', CLIP_VISION_OUTPUT: '#b3a287', STYLE_MODEL: '#c2d07a', UPSCALE_MODEL: '#8aa5c9',
  INT: '#8fb5a5', FLOAT: '#8fb5a5', STRING: '#a9b0b8', BOOLEAN: '#c99a8a', NOISE: '#b7b7b7', GUIDER: '#6bcad6', SAMPLER: '#d0c48a', SIGMAS: '#c7e0a4',
};
const bad = '#e5484d';
const busy = '#f07a3a';
const state = { running: null, share: 0, errors: new Set(), pictures: new Map() };

/** What runs and what went wrong; nodes are told by their ids as texts. */
export function showState({ running, value, max, errors }) {
  state.running = running || null;
  state.share = max > 0 ? value / max : 0;
  state.errors = new Set(errors);
}

export function showPicture(node, address, redraw) {
  const picture = new Image();
  picture.onload = redraw;
  picture.src = address;
  state.pictures.set(node, picture);
}

export function forgetPictures() {
  state.pictures.clear();
}

export const strokes = node => ({
  running: () => (String(node.id) === state.running ? { color: busy, lineWidth: 3 } : undefined),
  wrong: () => (state.errors.has(String(node.id)) || node.isMissing ? { color: bad, lineWidth: 2 } : undefined),
});

/** Progress under the title, and what came out below the node. */
export function drawOver(node, context) {
  if (node.flags.collapsed) return;
  if (String(node.id) === state.running) {
    context.fillStyle = busy;
    context.fillRect(0, 0, node.size[0] * state.share, 4);
  }
  const picture = state.pictures.get(String(node.id));
  if (!picture?.naturalWidth) return;
  const height = node.size[0] * picture.naturalHeight / picture.naturalWidth;
  context.imageSmoothingEnabled = picture.naturalWidth > 256;
  context.drawImage(picture, 0, node.size[1] + 6, node.size[0], height);
}

/** Muted nodes are faint, bypassed ones fainter and violet. */
function drawByMode(view) {
  const draw = view.drawNode.bind(view);
  view.drawNode = (node, context) => {
    const before = [view.editor_alpha, node.bgcolor, node.color];
    if (node.mode === 2 || node.mode === 4) view.editor_alpha = 0.45;
    if (node.mode === 4) [node.bgcolor, node.color] = ['#5b3a7a', '#5b3a7a'];
    draw(node, context);
    [view.editor_alpha, node.bgcolor, node.color] = before;
  };
}

/** Links of the chosen node stand out from the ground; the library has white for them, whatever the ground is. */
function drawChosenLinks(view, colour) {
  const draw = view.renderLink.bind(view);
  view.renderLink = (context, from, to, link, skipBorder, flow, own, ...rest) => {
    const chosen = link && view.highlighted_links[link.id];
    if (chosen) delete view.highlighted_links[link.id];
    draw(context, from, to, link, skipBorder, flow, chosen ? colour : own, ...rest);
    if (chosen) view.highlighted_links[link.id] = chosen;
  };
}

export function dress(view) {
  const style = getComputedStyle(document.documentElement);
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  const isDark = (document.documentElement.dataset.theme ?? (dark ? 'dark' : 'light')) === 'dark';
  const [surface, text, muted] = isDark ? ['#1d1e21', '#ece9e4', '#a19d96'] : ['#ffffff', '#24221f', '#6d6860'];
  Object.assign(LiteGraph, {
    NODE_DEFAULT_COLOR: isDark ? '#2a2b2f' : '#ece7df', NODE_DEFAULT_BGCOLOR: surface, NODE_TITLE_COLOR: text, NODE_SELECTED_TITLE_COLOR: text,
    NODE_TEXT_COLOR: text, NODE_TEXT_HIGHLIGHT_COLOR: text, NODE_BOX_OUTLINE_COLOR: '#d9622b', NODE_DEFAULT_BOXCOLOR: muted,
    WIDGET_BGCOLOR: isDark ? '#141518' : '#f6f3ee', WIDGET_TEXT_COLOR: text, WIDGET_SECONDARY_TEXT_COLOR: muted, WIDGET_OUTLINE_COLOR: isDark ? '#3a3b40' : '#d8d2c8',
    NODE_FONT: style.fontFamily || 'Inter, sans-serif', DEFAULT_GROUP_FONT: 'Inter, sans-serif',
  });
  Object.assign(view, {
    clear_background_color: isDark ? '#121316' : '#f3efe9', background_image: '', node_title_color: text, render_shadows: false,
    render_canvas_border: false, default_link_color: muted, allow_searchbox: false, show_info: false,
    low_quality_zoom_threshold: 0.35, // titles and values are told apart down to it
  });
  Object.assign(view.default_connection_color_byType, links);
  Object.assign(LGraphCanvas.link_type_colors, links);
  drawByMode(view);
  drawChosenLinks(view, text);
}
