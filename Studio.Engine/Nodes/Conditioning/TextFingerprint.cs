using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

/// <summary>
/// An embedding that is added or replaced gives the same text another meaning. A text from another node may name one.
/// </summary>
internal static class TextFingerprint
{
    /// <param name="texts">Null is a text that is not known yet.</param>
    public static string Of(IModelFiles files, params ReadOnlySpan<string?> texts)
    {
        foreach (var text in texts)
        {
            if (text?.Contains("embedding:", StringComparison.Ordinal) != false)
                return files.StampOfAll("embeddings");
        }
        return "";
    }
}
