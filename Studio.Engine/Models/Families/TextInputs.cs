namespace Studio.Engine.Models.Families;

/// <summary>A text as it is, for cross-attention: all that Stable Diffusion 1 and 2 are told, and whoever says nothing else.</summary>
internal sealed class TextInputs : IConditioningInputs
{
    private TextInputs()
    {
    }

    public static TextInputs Instance { get; } = new();

    public void RequireFit(ConditioningEntry entry, Network denoiser, string model) =>
        RequireWidth(entry, (DenoiserNetwork)denoiser, model);

    public IReadOnlyList<ConditioningInput> Of(ConditioningEntry entry, Network denoiser, ConditioningUse use) => [Context(entry)];

    public static ConditioningInput Context(ConditioningEntry entry) => new(DenoiserNetwork.ContextInput, entry.Embedding, IsTokens: true);

    /// <exception cref="EngineException">BadPrompt: the text comes from an encoder of another family.</exception>
    public static void RequireWidth(ConditioningEntry entry, DenoiserNetwork network, string model)
    {
        if (entry.Embedding.Rank != 3 || entry.Embedding.Size(2) != network.ContextWidth)
            throw new EngineException(EngineError.BadPrompt,
                $"The conditioning is {entry.Embedding}, but this model ({model}) takes texts of width {network.ContextWidth}. Encode the text with the CLIP of the same checkpoint.");
    }
}
