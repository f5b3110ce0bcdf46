using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Studio.Web.Components.Generation;

/// <summary>Seeds by chance.</summary>
internal static class SeedDice
{
    // other programs keep seeds in doubles, which are exact to 2^53, and ComfyUI's own dice ends here
    private const ulong Sides = 1UL << 50;

    public static ulong Roll()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes) % Sides;
    }
}
