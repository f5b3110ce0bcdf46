using System.Globalization;

namespace Studio.Engine.Nodes.Packs;

/// <summary>Colours by their names and in hexadecimal, three bytes.</summary>
internal static class Colours
{
    private static readonly Dictionary<string, int> ByName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["white"] = 0xFFFFFF, ["black"] = 0, ["red"] = 0xFF0000, ["green"] = 0x00FF00, ["blue"] = 0x0000FF, ["yellow"] = 0xFFFF00,
        ["cyan"] = 0x00FFFF, ["magenta"] = 0xFF00FF, ["orange"] = 0xFFA500, ["purple"] = 0x800080, ["pink"] = 0xFFC0CB,
        ["brown"] = 0xA0550F, ["gray"] = 0x808080, ["lightgray"] = 0xD3D3D3, ["darkgray"] = 0x666666, ["olive"] = 0x808000,
        ["lime"] = 0x008000, ["teal"] = 0x008080, ["navy"] = 0x000080, ["maroon"] = 0x800000, ["fuchsia"] = 0xFF0080, ["aqua"] = 0x00FF80,
        ["silver"] = 0xC0C0C0, ["gold"] = 0xFFD700, ["turquoise"] = 0x40E0D0, ["lavender"] = 0xE6E6FA, ["violet"] = 0xEE82EE,
        ["coral"] = 0xFF7F50, ["indigo"] = 0x4B0082,
    };

    /// <param name="hex">#RRGGBB, for the choice "custom".</param>
    /// <exception cref="EngineException">There is no such colour (BadPrompt).</exception>
    public static byte[] Of(string name, string? hex)
    {
        if (!ByName.TryGetValue(name, out var colour)
            && !int.TryParse((hex ?? "").TrimStart('#'), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out colour))
            throw new EngineException(EngineError.BadPrompt, $"'{hex}' is no colour. Write it as #RRGGBB.");
        return [(byte)(colour >> 16), (byte)(colour >> 8), (byte)colour];
    }
}
