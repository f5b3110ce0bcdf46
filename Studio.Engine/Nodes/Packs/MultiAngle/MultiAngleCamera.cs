using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.MultiAngle;

public sealed record MultiAngleCameraOutputs([Output("prompt")] string Prompt);

[Node("QwenMultiangleCameraNode", Pack = MultiAnglePack.Name, DisplayName = "Qwen Multiangle Camera", Category = "image/multiangle",
    IsOutput = true, Description = "The words for a camera angle that models for editing were trained with.")]
public sealed class MultiAngleCamera : INode<MultiAngleCameraOutputs>
{
    [Input(Min = 0, Max = 360, Step = 1, Display = "slider")]
    public int HorizontalAngle { get; init; }

    [Input(Min = -30, Max = 60, Step = 1, Display = "slider")]
    public int VerticalAngle { get; init; }

    [Input(Min = 0, Max = 10, Step = 0.1, Display = "slider")]
    public double Zoom { get; init; } = 5;

    [Input]
    public bool DefaultPrompts { get; init; }

    [Input]
    public bool CameraView { get; init; }

    [Input]
    public Image? Image { get; init; }

    private static readonly string[] Directions = ["front", "front-right quarter", "right side", "back-right quarter", "back",
        "back-left quarter", "left side", "front-left quarter"];

    public MultiAngleCameraOutputs Run(NodeContext context)
    {
        var direction = Directions[(int)Math.Floor(((HorizontalAngle % 360) + 22.5) / 45) % Directions.Length];
        var height = VerticalAngle < -15 ? "low-angle" : VerticalAngle < 15 ? "eye-level" : VerticalAngle < 45 ? "elevated" : "high-angle";
        var distance = Zoom < 2 ? "wide shot" : Zoom < 6 ? "medium shot" : "close-up";
        return new MultiAngleCameraOutputs($"<sks> {direction} view {height} shot {distance}");
    }
}
