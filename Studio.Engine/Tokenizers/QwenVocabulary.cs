using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Studio.Engine.Tokenizers;

/// <summary>
/// The pieces of Qwen's texts and how they merge (Qwen team, Alibaba; Apache 2.0). Of the embedded list line n is id n: the first 256 are
/// bytes, each line after that the two ids that its piece is merged from, so that an id also says how early its merge comes.
/// </summary>
/// <param name="Pieces">Bytes as <see cref="ByteLetters"/>, by id.</param>
/// <param name="Merges">Two pieces each with a blank between, the earliest first.</param>
internal sealed record QwenVocabulary(IReadOnlyDictionary<string, int> Pieces, IReadOnlyList<string> Merges)
{
    private const int Bytes = 256;
    private const int Count = 151643;

    /// <summary>Pieces that stand for themselves wherever they are written, from the id after the last merge on.</summary>
    public static IReadOnlyDictionary<string, int> Named { get; } = new[]
    {
        "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|object_ref_start|>", "<|object_ref_end|>", "<|box_start|>", "<|box_end|>",
        "<|quad_start|>", "<|quad_end|>", "<|vision_start|>", "<|vision_end|>", "<|vision_pad|>", "<|image_pad|>", "<|video_pad|>",
        "<tool_call>", "</tool_call>", "<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>", "<|fim_pad|>", "<|repo_name|>",
        "<|file_sep|>", "<tool_response>", "</tool_response>", "<think>", "</think>",
    }.Select((piece, place) => (piece, place)).ToDictionary(pair => pair.piece, pair => Count + pair.place, StringComparer.Ordinal);

    public static QwenVocabulary Load()
    {
        using var stream = typeof(QwenVocabulary).Assembly.GetManifestResourceStream("qwen-merges.gz")
            ?? throw new InvalidOperationException("The vocabulary of Qwen is not embedded in this build.");
        using var reader = new StreamReader(new GZipStream(stream, CompressionMode.Decompress), Encoding.ASCII);
        var letters = ByteLetters.InOrder.ToDictionary(pair => pair.Value, pair => pair.Letter);
        var (pieces, merges) = (new List<string>(Count), new List<string>(Count - Bytes));
        static int Number(ReadOnlySpan<char> text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
        while (reader.ReadLine() is { } line)
        {
            if (pieces.Count < Bytes)
            {
                pieces.Add(letters[Number(line)].ToString());
                continue;
            }
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            var (left, right) = (pieces[Number(line.AsSpan(0, tab))], pieces[Number(line.AsSpan(tab + 1))]);
            merges.Add($"{left} {right}");
            pieces.Add(left + right);
        }
        if (pieces.Count != Count)
            throw new InvalidOperationException($"The embedded vocabulary of Qwen has {pieces.Count} pieces, not {Count}.");
        return new QwenVocabulary(
            pieces.Select((piece, id) => (piece, id)).ToDictionary(pair => pair.piece, pair => pair.id, StringComparer.Ordinal), merges);
    }
}
