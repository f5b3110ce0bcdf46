using System.Text.Json.Nodes;
using Studio.Web.Gallery.Dialects;
using Studio.Web.Jobs;

namespace Studio.Web.Gallery;

/// <summary>A1111's "parameters" beside ComfyUI's "prompt", so that readers of either find what they know.</summary>
internal sealed class PictureTexts : IPictureTexts
{
    public IReadOnlyDictionary<string, string>? Of(JsonObject prompt, IReadOnlyList<string> outputs)
    {
        var texts = outputs.Select(output => PictureSettings.From(prompt, output) is { } made ? Infotext.Write(made) : null)
            .Distinct().ToList();
        return texts is [{ } only] ? new Dictionary<string, string>(StringComparer.Ordinal) { ["parameters"] = only } : null;
    }
}
