namespace Studio.Engine.Nodes.Packs.Impact;

/// <summary>The value on BASIC_PIPE wires: model, CLIP, VAE, positive and negative conditioning.</summary>
internal static class BasicPipes
{
    private static readonly string[] Names = ["model", "CLIP", "VAE", "positive conditioning", "negative conditioning"];

    /// <exception cref="EngineException">What is linked is no basic pipe (BadPrompt).</exception>
    public static Bundle Require(object? value) => value as Bundle ?? throw new EngineException(EngineError.BadPrompt,
        "What is linked is no basic pipe: link a node that gives BASIC_PIPE, such as ToBasicPipe.");

    /// <exception cref="EngineException">The pipe lacks the part (BadPrompt).</exception>
    public static T Part<T>(Bundle pipe, int place) => pipe.At(place) is T part ? part : throw new EngineException(EngineError.BadPrompt,
        $"The pipe has no {Names[place]}: link one where the pipe begins.");
}
