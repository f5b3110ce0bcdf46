using Studio.Engine.Models.Diagrams;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;

namespace Studio.Tests.Support;

/// <summary>Runs of Qwen's text networks alone.</summary>
internal static class QwenRuns
{
    /// <summary>Ids as a text network takes them, nothing in their place.</summary>
    public static NamedInput[] Inputs(QwenText text, int[] ids) =>
    [
        NamedInput.Of(TextNetwork.IdsInput, ids, 1, ids.Length), NamedInput.Of(TextNetwork.PositionsInput, Array.Empty<long>(), 0, 2),
        NamedInput.Of(TextNetwork.VectorsInput, new Tensor(0, text.Width)),
        .. text.TakesPictures
            ? new[]
            {
                NamedInput.Of(TextNetwork.PlacesInput, new Tensor(
                    Enumerable.Range(0, 3 * ids.Length).Select(i => (float)(i / 3)).ToArray(), ids.Length, 3)),
            }
            : [],
    ];
}
