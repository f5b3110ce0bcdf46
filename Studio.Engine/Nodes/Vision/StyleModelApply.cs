using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("StyleModelApply", DisplayName = "Apply Style Model", Category = "model/conditioning",
    Description = "Lets a picture speak behind a text: what an encoder saw in it becomes tokens of the conditioning.")]
public sealed class StyleModelApply(StyleReading reading) : INode<Conditioning>
{
    private const string Multiply = "multiply";

    [Input]
    public required Conditioning Conditioning { get; init; }

    [Input]
    public required StyleModel StyleModel { get; init; }

    [Input]
    public required VisionOutput ClipVisionOutput { get; init; }

    [Input(Min = 0, Max = 10, Step = 0.001)]
    public double Strength { get; init; } = 1;

    [Input(Choices = [Multiply, "attn_bias"])]
    public required string StrengthType { get; init; }

    public Conditioning Run(NodeContext context) => StrengthType == Multiply || Strength == 1
        ? reading.Add(Conditioning, StyleModel, ClipVisionOutput, StrengthType == Multiply ? (float)Strength : 1, context.CancellationToken)
        : throw new EngineException(EngineError.Unsupported,
            $"A strength of {Strength} by attn_bias weighs attention itself, which the networks here do not take. Use strength_type multiply, or a strength of 1.");
}
