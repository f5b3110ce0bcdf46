using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace Studio.Engine.Models.Files.Torch;

/// <summary>
/// What torch.save wrote before version 1.6: pickles of a magic number, the protocol, the machine, the value and the storages' keys, then
/// per storage its count of numbers (8 bytes) and the numbers.
/// </summary>
internal static class TorchSequence
{
    private const long Protocol = 1001;

    private static readonly BigInteger Magic = BigInteger.Parse("01950a86a20f9469cfc6c", NumberStyles.AllowHexSpecifier,
        CultureInfo.InvariantCulture);

    /// <exception cref="EngineException">BadFile: damaged, another program's pickle, or it asks for what is not known to be
    /// harmless.</exception>
    public static TorchContent Read(string path, FileStream file)
    {
        var input = new PickleInput(path, file, 0, Math.Min(file.Length, TorchContent.MaxPickleLength));
        var world = new TorchWorld(path);
        var reader = new PickleReader(input, world);
        if (reader.Read() is not BigInteger magic || magic != Magic || reader.Read() is not Protocol)
            throw TensorHeader.Bad(path, "it is a pickle, but not one that torch.save wrote");
        if (reader.Read() is not PickleDict machine || machine["little_endian"] is not true)
            throw TensorHeader.Bad(path, "its numbers are not in little endian order; save it on another machine");
        var root = reader.Read();
        var keys = reader.Read() as List<object?> ?? throw TensorHeader.Bad(path, "it lacks the list of its storages");
        var places = Places(path, file, input.Position, keys, world.Storages);
        return new TorchContent(root, storage => places.TryGetValue(storage.Key, out var place)
            ? place
            : throw TensorHeader.Bad(path, $"the numbers of its storage '{storage.Key}' are missing"));
    }

    private static Dictionary<string, (long Start, long Length)> Places(
        string path, FileStream file, long position, List<object?> keys, IReadOnlyDictionary<string, TorchStorage> storages)
    {
        var places = new Dictionary<string, (long Start, long Length)>(StringComparer.Ordinal);
        Span<byte> number = stackalloc byte[sizeof(long)];
        foreach (var key in keys)
        {
            if (key is not string name || !storages.TryGetValue(name, out var storage))
                throw TensorHeader.Bad(path, "it lists a storage that its value does not use");
            file.Position = position;
            if (file.ReadAtLeast(number, number.Length, throwOnEndOfStream: false) < number.Length)
                throw TensorHeader.Bad(path, "it ends before all its storages: it is cut short");
            position += number.Length;
            var (count, size) = (BinaryPrimitives.ReadInt64LittleEndian(number), TensorTypes.Bits(storage.DType)!.Value / 8);
            if (count < 0 || count > (file.Length - position) / size)
                throw TensorHeader.Bad(path, $"its storage '{name}' is cut short");
            places[name] = (position, count * size);
            position += count * size;
        }
        return places;
    }
}
