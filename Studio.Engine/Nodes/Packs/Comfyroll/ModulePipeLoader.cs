using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record ModulePipeLoaderOutputs([Output("pipe", Type = "PIPE_LINE")] object? Pipe, [Output("show_help")] string ShowHelp);

[Node("CR Module Pipe Loader", Pack = ComfyrollPack.Name, DisplayName = "✈️ CR Module Pipe Loader",
    Category = "🧩 Comfyroll Studio/✨ Essential/🎷 Pipe/✈️ Module", Description = "What a module of a workflow needs, on one wire.")]
public sealed class ModulePipeLoader : INode<ModulePipeLoaderOutputs>
{
    [Input(Type = "MODEL")]
    public object? Model { get; init; }

    [Input(Type = "CONDITIONING")]
    public object? Pos { get; init; }

    [Input(Type = "CONDITIONING")]
    public object? Neg { get; init; }

    [Input(Type = "LATENT")]
    public object? Latent { get; init; }

    [Input(Type = "VAE")]
    public object? Vae { get; init; }

    [Input(Type = "CLIP")]
    public object? Clip { get; init; }

    [Input(Type = "CONTROL_NET")]
    public object? Controlnet { get; init; }

    [Input(Type = "IMAGE")]
    public object? Image { get; init; }

    [Input(Min = 0, Max = 18446744073709551615)]
    public ulong? Seed { get; init; } = 0;

    public ModulePipeLoaderOutputs Run(NodeContext context) =>
        new(new Bundle([Model, Pos, Neg, Latent, Vae, Clip, Controlnet, Image, Seed]), Wiki.Page("Pipe-Nodes#cr-module-pipe-loader"));
}
