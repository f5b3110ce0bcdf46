using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using Studio.Engine.Tensors;

namespace Studio.Tests.Support;

/// <summary>Reads NumPy's .npy files of little-endian float32 in C order, which is what the golden data is.</summary>
internal static partial class Npy
{
    public static Tensor Read(string path)
    {
        var (bytes, start, header) = Open(path);
        if (!header.Contains("'<f4'", StringComparison.Ordinal) || header.Contains("'fortran_order': True", StringComparison.Ordinal))
            throw new InvalidDataException($"{path} is not float32 in C order: {header}");
        var shape = Shape().Match(header).Groups["sizes"].Value
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(size => int.Parse(size, CultureInfo.InvariantCulture))
            .ToArray();
        return new Tensor(MemoryMarshal.Cast<byte, float>(bytes.AsSpan(start)).ToArray(), shape);
    }

    /// <summary>The same of bytes, without their shape.</summary>
    public static byte[] ReadBytes(string path)
    {
        var (bytes, start, header) = Open(path);
        return header.Contains("'|u1'", StringComparison.Ordinal) ? bytes[start..]
            : throw new InvalidDataException($"{path} does not hold bytes: {header}");
    }

    private static (byte[] Bytes, int Start, string Header) Open(string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (!bytes.AsSpan(1).StartsWith("NUMPY"u8))
            throw new InvalidDataException($"{path} is not an .npy file.");
        var isVersion1 = bytes[6] == 1;
        var headerLength = isVersion1 ? BitConverter.ToUInt16(bytes, 8) : BitConverter.ToInt32(bytes, 8);
        var start = (isVersion1 ? 10 : 12) + headerLength;
        return (bytes, start, Encoding.Latin1.GetString(bytes, 0, start));
    }

    [GeneratedRegex(@"'shape':\s*\((?<sizes>[\d, ]*)\)")]
    private static partial Regex Shape();
}
