using System.Runtime.InteropServices;
using Studio.Engine.Models;
using Studio.Engine.Models.Files;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Files;

public sealed class WeightConversionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("F8_E4M3", new byte[] { 0x00, 0x01, 0x08, 0x38, 0x7E, 0xB8, 0xFE }, new[] { 0f, 1 / 512f, 1 / 64f, 1, 448, -1, -448 })]
    [InlineData("F8_E5M2", new byte[] { 0x00, 0x01, 0x04, 0x3C, 0x7B, 0x7C, 0xBC },
        new[] { 0f, 1 / 65536f, 1 / 16384f, 1, 57344, float.PositiveInfinity, -1 })]
    [InlineData("BF16", new byte[] { 0x80, 0x3F, 0x00, 0xC0, 0x01, 0x00 }, new[] { 1f, -2, 9.18355e-41f })]
    [InlineData("F16", new byte[] { 0x00, 0x3C, 0x00, 0xC0, 0x01, 0x00 }, new[] { 1f, -2, 5.9604645e-8f })]
    public void ToSingle_KnownCodes_GiveTheirValues(string dtype, byte[] codes, float[] values)
    {
        var path = Path.Combine(_folder.Path, "codes.safetensors");
        SafetensorsWriter.Save(path,
            $$$"""{"x":{"dtype":"{{{dtype}}}","shape":[{{{values.Length}}}],"data_offsets":[0,{{{codes.Length}}}]}}""", codes);
        Assert.Equal(values, Convert(path, values.Length));
    }

    [Theory]
    [InlineData("F8_E4M3", (byte)0x7F)]
    [InlineData("F8_E5M2", (byte)0x7F)]
    public void ToSingle_NotANumber_StaysSo(string dtype, byte code)
    {
        var path = Path.Combine(_folder.Path, "nan.safetensors");
        SafetensorsWriter.Save(path, $$$"""{"x":{"dtype":"{{{dtype}}}","shape":[1],"data_offsets":[0,1]}}""", [code]);
        Assert.True(float.IsNaN(Convert(path, 1)[0]));
    }

    [Fact]
    public void ToSingle_MoreThanOnePart_KeepsTheOrder()
    {
        var numbers = Enumerable.Range(0, 700_001).Select(i => (float)(Half)(i % 2048)).ToArray();
        var path = Path.Combine(_folder.Path, "long.safetensors");
        new SafetensorsWriter().Add("x", "F16", numbers, numbers.Length).Save(path);
        Assert.Equal(numbers, Convert(path, numbers.Length));
    }

    /// <summary>Halfway between two numbers the even one is taken; only what lies beyond goes to the next.</summary>
    [Theory]
    [InlineData(0x3F80_8000u, 0x3F80)]
    [InlineData(0x3F81_8000u, 0x3F82)]
    [InlineData(0xBF80_8000u, 0xBF80)]
    [InlineData(0xBF81_8000u, 0xBF82)]
    [InlineData(0x3F80_7FFFu, 0x3F80)]
    [InlineData(0x3F80_8001u, 0x3F81)]
    [InlineData(0x3F82_8001u, 0x3F83)]
    [InlineData(0x0000_8000u, 0x0000)]
    [InlineData(0x0001_8000u, 0x0002)]
    [InlineData(0x7F7F_8000u, 0x7F80)]
    [InlineData(0x7F7F_7FFFu, 0x7F7F)]
    [InlineData(0x7F80_0000u, 0x7F80)]
    [InlineData(0xFF80_0000u, 0xFF80)]
    [InlineData(0x7F80_0001u, 0x7FC0)]
    [InlineData(0xFFFF_FFFFu, 0xFFFF)]
    public void ToBFloat16_Bits_AreRoundedToTheNearestAndEven(uint bits, ushort expected)
    {
        var rounded = new ushort[1];
        WeightConversion.ToBFloat16([BitConverter.UInt32BitsToSingle(bits)], rounded);
        Assert.Equal(expected, rounded[0]);
    }

    private static float[] Convert(string path, int count)
    {
        using var file = TensorFile.Open(path);
        var bytes = new byte[count * sizeof(float)];
        WeightConversion.ToSingle(file, "x", bytes, scale: 1);
        return MemoryMarshal.Cast<byte, float>(bytes).ToArray();
    }
}
