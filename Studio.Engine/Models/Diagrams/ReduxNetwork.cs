using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Diagrams;

/// <summary>
/// FLUX.1 Redux (Black Forest Labs 2024): what SigLIP sees in a picture as if T5 had read it. In: image_tokens [B,T,vision]. Out:
/// text_tokens [B,T,text].
/// </summary>
internal sealed record ReduxNetwork(int VisionWidth, int InnerWidth, int TextWidth) : Network(NetworkRole.Style, "")
{
    public const string TokensInput = "image_tokens";
    public const string Result = "text_tokens";

    public override void Build(OnnxGraph g, GraphPatches patches)
    {
        var tokens = g.Input(TokensInput, ElementType.Float32, -1, -1, VisionWidth);
        var rows = g.Op("Reshape", [tokens, g.Constant([-1, VisionWidth])]);
        var inner = g.Silu(g.Linear(rows, "redux_up", VisionWidth, InnerWidth));
        var result = g.Linear(inner, "redux_down", InnerWidth, TextWidth);
        g.Output(Result, g.Op("Reshape", [result, g.Joined(g.BatchOf(tokens), g.Constant([-1, TextWidth]))]));
    }
}
