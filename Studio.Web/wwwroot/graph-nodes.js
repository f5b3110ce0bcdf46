// The nodes of the server as classes of the canvas library: sockets, and widgets in the order in which their values are kept.
import { LGraphNode, LiteGraph } from '/lib/litegraph.es.js';
import { drawOver, strokes } from '/graph-look.js';

const kinds = { INT: 'number', FLOAT: 'number', BOOLEAN: 'toggle', COMBO: 'combo' };

class Node extends LGraphNode {
  constructor(title) {
    super(title);
    this.serialize_widgets = true;
    Object.assign(this.strokeStyles, strokes(this));
  }

  onDrawForeground(context) {
    drawOver(this, context);
  }
}

function addWidget(node, widget, told) {
  const options = { min: widget.min ?? undefined, max: widget.max ?? undefined };
  if (widget.kind === 'INT') Object.assign(options, { step2: widget.step ?? 1, precision: 0 });
  if (widget.kind === 'FLOAT') Object.assign(options, { step2: widget.step ?? 0.01, precision: 2 });
  if (widget.kind === 'COMBO') options.values = widget.choices ?? [];
  const kind = widget.kind === 'COMBO' && !widget.choices ? 'text' : kinds[widget.kind] ?? 'text';
  const made = node.addWidget(kind, widget.name, widget.value ?? '', value => told(node, made.name, value), options);
  // what only an editor knows has its place among the values, and nothing to draw
  if (widget.kind === 'Control' || widget.kind === 'FrontEnd') made.hidden = true;
}

/** Makes a class of each description. `told` hears of values that are changed on the canvas. */
export function register(descriptions, told) {
  LiteGraph.clearRegisteredTypes();
  for (const [type, about] of Object.entries(descriptions)) {
    const made = class extends Node {
      constructor() {
        super(about.title);
        for (const input of about.inputs) this.addInput(input.name, input.type);
        for (const output of about.outputs) this.addOutput(output.name, output.type);
        for (const widget of about.widgets) addWidget(this, widget, told);
        const size = this.computeSize();
        this.setSize([Math.max(size[0], 240), size[1]]);
        this.properties['Node name for S&R'] = type;
      }
    };
    made.title = about.title;
    LiteGraph.registerNodeType(type, made);
    made.category = about.category;
  }
}

/** Nodes that are not here, or stand for a subgraph, keep what the file says of them. */
export function registerMissing(file) {
  for (const { type, title } of file.nodes ?? []) {
    if (!type || LiteGraph.registered_node_types[type]) continue;
    const made = class extends Node {
      constructor() {
        super(title ?? type);
        this.isMissing = true;
        this.values = null;
      }

      onConfigure(info) {
        this.values = info.widgets_values;
      }

      onSerialize(info) {
        if (this.values != null) info.widgets_values = this.values;
      }
    };
    made.title = title ?? type;
    LiteGraph.registerNodeType(type, made);
  }
}
