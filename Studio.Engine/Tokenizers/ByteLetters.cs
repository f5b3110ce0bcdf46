namespace Studio.Engine.Tokenizers;

/// <summary>
/// GPT-2's way to write any byte as a letter: printable Latin-1 bytes stand for themselves and come first, the others follow as characters
/// from U+0100 on.
/// </summary>
internal static class ByteLetters
{
    private const int Bytes = 256;

    /// <summary>Every byte with its letter, in that order.</summary>
    public static IReadOnlyList<(int Value, char Letter)> InOrder { get; } =
    [
        .. Printable().Select(value => (value, (char)value)),
        .. Enumerable.Range(0, Bytes).Except(Printable()).Select((value, place) => (value, (char)(Bytes + place))),
    ];

    private static IEnumerable<int> Printable() =>
        Enumerable.Range(0, Bytes).Where(value => value is (>= '!' and <= '~') or (>= 0xA1 and not 0xAD));
}
