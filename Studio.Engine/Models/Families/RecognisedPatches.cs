namespace Studio.Engine.Models.Families;

/// <summary>Patches of models that are not run here, so that a person is told what they have.</summary>
internal static class RecognisedPatches
{
    public static IReadOnlyList<RecognisedFile> All { get; } =
    [
        new(ZImageControlFile.KindName, "USO's projector of styles (Flux)", t => t.HasAny("feature_embedder.mid_layer_norm.bias")),
        new(ZImageControlFile.KindName, "ControlNet-LLLite for Anima", t => t.HasAny("lllite_conditioning1.conv1.weight")),
        new(ZImageControlFile.KindName, "SUPIR", t => t.AnyStartsWith("project_modules.", "model.diffusion_model.project_modules.")),
    ];
}
