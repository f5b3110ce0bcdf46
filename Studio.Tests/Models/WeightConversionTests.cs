using System.Runtime.InteropServices;
using Studio.Engine.Models;
using Studio.Tests.Support;

namespace Studio.Tests.Models;

public sealed class WeightConversionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("F8_E4M3", new byte[] { 0x00, 0x01, 0x08, 0x38, 0x7E, 0xB8, 0xFE }, new[] { 0f, 1 / 512f, 1 / 64f, 1, 448, -1, -448 })]
    [InlineData("F8_E5M2", new byte[] { 0x00, 0x01, 0x04, 0x3C, 0x7B, 0x7C, 0xBC }, new[] { 0f, 1 / 65536f, 1 / 16384f, 1, 57344, float.PositiveInfinity, -1 })]
    [InlineData("BF16", new byte[] { 0x80, 0x3F, 0x00, 0xC0, 0x01, 0x00 }, new[] { 1f, -2, 9.18355e-41f })]
    [InlineData("F16", new byte[] { 0x00, 0x3C, 0x00, 0xC0, 0x01, 0x00 }, new[] { 1f, -2, 5.9604645e-8f })]
    public void ToSingle_KnownCodes_GiveTheirValues(string dtype, byte[] codes, float[] values)
    {
        var path = Path.Combine(_folder.Path, "codes.safetensors");
        SafetensorsWriter.Save(path, $$$"""{"x":{"dtype":"{{{dtype}}}","shape":[{{{values.Length}}}],"data_offsets":[0,{{{codes.Length}}}]}}""", codes);
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

    private static float[] Convert(string path, int count)
    {
        using var file = SafetensorsFile.Open(path);
        var bytes = new byte[count * sizeof(float)];
        WeightConversion.ToSingle(file, "x", bytes, scale: 1);
        return MemoryMarshal.Cast<byte, float>(bytes).ToArray();
    }
}
