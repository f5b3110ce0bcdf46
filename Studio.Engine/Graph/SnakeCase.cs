using System.Text;

namespace Studio.Engine.Graph;

/// <summary>C#'s names in the wire's spelling: BatchSize is batch_size, StopAtClipLayer is stop_at_clip_layer.</summary>
internal static class SnakeCase
{
    public static string From(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        foreach (var letter in name)
        {
            if (char.IsAsciiLetterUpper(letter) && text.Length > 0)
                text.Append('_');
            text.Append(char.ToLowerInvariant(letter));
        }
        return text.ToString();
    }
}
