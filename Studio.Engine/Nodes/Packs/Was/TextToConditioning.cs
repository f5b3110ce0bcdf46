using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Was;

[Node("Text to Conditioning", Pack = WasPack.Name, DisplayName = "Text to Conditioning", Category = "WAS Suite/Text/Operations",
    Description = "A text for the model, as CLIPTextEncode makes it.")]
public sealed class TextToConditioning(TextEncoding encoding, IModelFiles files) : INode<Conditioning>
{
    [Input]
    public required ClipModel Clip { get; init; }

    [Input(ForceInput = true)]
    public required string Text { get; init; }

    public Conditioning Run(NodeContext context) => new ClipTextEncode(encoding, files) { Clip = Clip, Text = Text }.Run(context);
}
