namespace Studio.Engine.Models.Families;

/// <summary>A text whose tokens attend to each other, so that one of them more is not the same: texts of unlike length run apart.</summary>
/// <param name="encoder">What encodes texts for the family, for messages.</param>
internal sealed class WholeTextInputs(string encoder) : IConditioningInputs
{
    public void RequireFit(ConditioningEntry entry, Network denoiser, string model) =>
        RequireWidth(entry, (DenoiserNetwork)denoiser, model, encoder);

    public IReadOnlyList<ConditioningInput> Of(ConditioningEntry entry, Network denoiser, ConditioningUse use) => [Context(entry)];

    public static ConditioningInput Context(ConditioningEntry entry) => TextInputs.Context(entry) with { IsTokens = false };

    /// <exception cref="EngineException">BadPrompt: the text comes from an encoder of another family.</exception>
    public static void RequireWidth(ConditioningEntry entry, DenoiserNetwork network, string model, string encoder)
    {
        if (entry.Embedding.Rank != 3 || entry.Embedding.Size(2) != network.ContextWidth)
            throw new EngineException(EngineError.BadPrompt,
                $"The conditioning is {entry.Embedding}, but this model ({model}) takes texts of width {network.ContextWidth}. Encode the text with {encoder}.");
    }
}
