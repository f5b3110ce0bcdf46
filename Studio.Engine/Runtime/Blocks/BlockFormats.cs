namespace Studio.Engine.Runtime;

/// <summary>The formats that are unpacked here.</summary>
internal static class BlockFormats
{
    public static IReadOnlyList<BlockFormat> All { get; } =
    [
        new Q4(hasLeast: false), new Q4(hasLeast: true), new Q5(hasLeast: false), new Q5(hasLeast: true), new Q8(),
        new Q2K(), new Q3K(), new Q45K(hasFifthBit: false), new Q45K(hasFifthBit: true), new Q6K(), new Iq4Nl(), new Iq4Xs(),
    ];

    private static readonly Dictionary<string, BlockFormat> ByName = All.ToDictionary(format => format.Name, StringComparer.Ordinal);

    /// <summary>Null for a type that is no format of blocks, or none that is unpacked.</summary>
    public static BlockFormat? Find(string name) => ByName.GetValueOrDefault(name);
}
