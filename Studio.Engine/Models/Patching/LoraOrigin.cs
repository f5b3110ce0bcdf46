namespace Studio.Engine.Models.Patching;

/// <summary>The family of models that a LoRA was made for, as far as its layers tell.</summary>
/// <param name="Title">For people: "looks made for ...".</param>
/// <param name="Takes">Whether a denoiser is of that family, or near enough.</param>
internal sealed record LoraOrigin(string Title, Func<DenoiserNetwork, bool> Takes, LoraEvidence Evidence);

/// <summary>How sure an origin is; of several the surest counts.</summary>
internal enum LoraEvidence
{
    /// <summary>Others have such names too.</summary>
    Hint,

    /// <summary>Names that only this family has: what fits another model all the same is applied to it.</summary>
    Names,

    /// <summary>Sizes or places of layers: it cannot be otherwise, and what happens to fit another model is not applied either.</summary>
    Layers,
}
