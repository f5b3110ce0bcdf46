using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

/// <summary>The latents of the input folder.</summary>
public sealed class InputLatentNames : IOwnChoices
{
    public IReadOnlyList<string> ChoicesIn(IImageStore store) => store.InputNames(LatentFile.Extension);
}

[Node("LoadLatent", DisplayName = "Load Latent", Category = "model/latent",
    Description = "Latents that were saved before. Name a file of the output folder as \"latents/ComfyUI_00001_.latent [output]\".")]
public sealed class LoadLatent(IImageStore store) : INode<Latent>, IFingerprint, ICheckInputs
{
    [Input(ChoicesFrom = typeof(InputLatentNames), CheckedByNode = true)]
    public required string Latent { get; init; }

    public Latent Run(NodeContext context) => LatentFile.Read(store.Require(Latent));

    public string? Fingerprint() => store.HashOf(Latent);

    public string? Check(InputCheck inputs) => store.Find(Latent) is null ? $"Invalid latent file: {Latent}" : null;
}
