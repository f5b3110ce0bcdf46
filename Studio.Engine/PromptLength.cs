using Studio.Engine.Tokenizers;

namespace Studio.Engine;

/// <summary>
/// How long a prompt is for the text encoders of CLIP, which read chunks of 77 tokens: start, up to 75 of the prompt, end.
/// </summary>
/// <param name="Tokens">Without start, end and padding. A textual inversion embedding counts as its name is written.</param>
/// <param name="Chunks">At least one.</param>
public sealed record PromptLength(int Tokens, int Chunks)
{
    /// <summary>Tokens of a prompt that one chunk takes.</summary>
    public const int PerChunk = ClipChunks.Length - 2;

    /// <exception cref="EngineException">BadPrompt: parentheses are nested too deep.</exception>
    public static PromptLength Of(string prompt)
    {
        var groups = PromptWeights.Parse(prompt)
            .SelectMany(piece => EmbeddingSyntax.Groups(piece.Text, piece.Weight, ClipTokenizer.Shared, embeddings: null))
            .ToList();
        return new(groups.Sum(group => group.Count), ClipChunks.Build(groups).Count);
    }
}
