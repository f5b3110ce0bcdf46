using System.Globalization;
using Studio.Engine.Graph;

namespace Studio.Engine.Nodes;

[Node("ManualSigmas", Category = "model/sampling/sigmas", Experimental = true, PythonModule = "comfy_extras.nodes_custom_sampler",
    SchemaStyle = true)]
public sealed class ManualSigmas : INode<NoiseLevels>
{
    [Input]
    public string Sigmas { get; init; } = "1, 0.5";

    public NoiseLevels Run(NodeContext context) => new(Sigmas
        .Split([',', ';', ' ', '\t', '\n', '[', ']'], StringSplitOptions.RemoveEmptyEntries)
        .Select(Number)
        .ToArray());

    private static float Number(string text) => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new EngineException(EngineError.BadPrompt, $"'{text}' is not a number. Give noise levels such as: 14.6, 3.2, 0.7, 0");
}
