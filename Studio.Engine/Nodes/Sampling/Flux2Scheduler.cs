using Studio.Engine.Diffusion.Schedules;
using Studio.Engine.Graph;

namespace Studio.Engine.Nodes;

[Node("Flux2Scheduler", Category = "model/sampling/schedulers", PythonModule = "comfy_extras.nodes_flux", SchemaStyle = true,
    Description = "Noise levels of FLUX.2, shifted towards noise by how large the picture is and how few the steps are.")]
public sealed class Flux2Scheduler : INode<NoiseLevels>
{
    private const int TokenPixels = 16 * 16;

    [Input(Min = 1, Max = 4096)]
    public int Steps { get; init; } = 20;

    [Input(Min = 16, Max = 16384)]
    public int Width { get; init; } = 1024;

    [Input(Min = 16, Max = 16384)]
    public int Height { get; init; } = 1024;

    public NoiseLevels Run(NodeContext context) =>
        new(Flux2Schedule.Sigmas(Steps, (int)Math.Round((double)Width * Height / TokenPixels)));
}
