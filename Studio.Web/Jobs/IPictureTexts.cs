using System.Text.Json.Nodes;

namespace Studio.Web.Jobs;

/// <summary>
/// What is written into a job's pictures beside its prompt. The gallery implements it, which knows what a prompt means.
/// </summary>
public interface IPictureTexts
{
    /// <param name="prompt">API format.</param>
    /// <param name="outputs">The nodes that save something.</param>
    /// <returns>Texts by key; null when there is nothing to say that holds for all of them.</returns>
    IReadOnlyDictionary<string, string>? Of(JsonObject prompt, IReadOnlyList<string> outputs);
}
