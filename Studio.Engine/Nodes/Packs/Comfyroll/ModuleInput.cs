using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record ModuleInputOutputs([Output("pipe", Type = "PIPE_LINE")] object? Pipe,
    [Output("model", Type = "MODEL")] object? Model, [Output("pos", Type = "CONDITIONING")] object? Pos,
    [Output("neg", Type = "CONDITIONING")] object? Neg, [Output("latent", Type = "LATENT")] object? Latent,
    [Output("vae", Type = "VAE")] object? Vae, [Output("clip", Type = "CLIP")] object? Clip,
    [Output("controlnet", Type = "CONTROL_NET")] object? Controlnet, [Output("image", Type = "IMAGE")] object? Image,
    [Output("seed", Type = "INT")] object? Seed, [Output("show_help")] string ShowHelp);

[Node("CR Module Input", Pack = ComfyrollPack.Name, DisplayName = "✈️ CR Module Input",
    Category = "🧩 Comfyroll Studio/✨ Essential/🎷 Pipe/✈️ Module", Description = "What comes on the pipe of a module.")]
public sealed class ModuleInput : INode<ModuleInputOutputs>
{
    [Input(Type = "PIPE_LINE")]
    public required object Pipe { get; init; }

    public ModuleInputOutputs Run(NodeContext context)
    {
        var pipe = Pipe as Bundle ?? throw new EngineException(EngineError.BadPrompt, "What is linked is no pipe of Comfyroll's modules.");
        return new(pipe, pipe.At(0), pipe.At(1), pipe.At(2), pipe.At(3), pipe.At(4), pipe.At(5), pipe.At(6), pipe.At(7), pipe.At(8),
            Wiki.Page("Pipe-Nodes#cr-module-input"));
    }
}
