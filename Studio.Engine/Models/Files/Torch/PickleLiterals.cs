using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Studio.Engine.Models.Files.Torch;

/// <summary>The steps of a pickle that put down a number or a text.</summary>
internal sealed class PickleLiterals(PickleInput input)
{
    private const int MaxIntegerBytes = 1024;

    private static readonly object NoLiteral = new();

    /// <summary>The value that a step puts down; false when it is a step of another kind, of which nothing was read.</summary>
    public bool TryRead(PickleOpcode opcode, out object? value)
    {
        value = opcode switch
        {
            PickleOpcode.None => null,
            PickleOpcode.NewTrue => true,
            PickleOpcode.NewFalse => false,
            PickleOpcode.BinInt1 => (long)input.Byte(),
            PickleOpcode.BinInt2 => (long)input.UInt16(),
            PickleOpcode.BinInt => (long)(int)input.UInt32(),
            PickleOpcode.Long1 => Integer(input.Byte()),
            PickleOpcode.Long4 => Integer(input.UInt32()),
            PickleOpcode.BinFloat => BinaryPrimitives.ReadDoubleBigEndian(input.Take(sizeof(double))),
            PickleOpcode.Int or PickleOpcode.Long or PickleOpcode.Float => Written(opcode, input.Line()),
            PickleOpcode.BinUnicode or PickleOpcode.BinString => Encoding.UTF8.GetString(input.Take(input.UInt32())),
            PickleOpcode.ShortBinUnicode or PickleOpcode.ShortBinString => Encoding.UTF8.GetString(input.Take(input.Byte())),
            PickleOpcode.BinUnicode8 => Encoding.UTF8.GetString(input.Take(input.UInt64())),
            PickleOpcode.Unicode => PickleEscapes.Decode(input.Line()),
            PickleOpcode.String => PickleEscapes.Decode(PickleEscapes.WithoutQuotes(input.Line())),
            PickleOpcode.BinBytes => input.Take(input.UInt32()),
            PickleOpcode.ShortBinBytes => input.Take(input.Byte()),
            PickleOpcode.BinBytes8 or PickleOpcode.ByteArray8 => input.Take(input.UInt64()),
            _ => NoLiteral,
        };
        return !ReferenceEquals(value, NoLiteral);
    }

    private object Integer(uint length)
    {
        if (length > MaxIntegerBytes)
            throw input.Bad($"its pickle has an integer of {length} bytes");
        return Smallest(new BigInteger(input.Take(length)));
    }

    private object Written(PickleOpcode opcode, string text)
    {
        if (opcode == PickleOpcode.Float && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return number;
        if (opcode == PickleOpcode.Int && text is "00" or "01")
            return text == "01";
        return opcode != PickleOpcode.Float
            && BigInteger.TryParse(text.TrimEnd('L'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer)
            ? Smallest(integer)
            : throw input.Bad("its pickle has a number that cannot be read");
    }

    private static object Smallest(BigInteger number) => number >= long.MinValue && number <= long.MaxValue ? (object)(long)number : number;
}
