using System.Text;

namespace Studio.Engine.Models.Files.Torch;

/// <summary>
/// What torch.save writes from version 1.6 on: an archive with NAME/data.pkl and a file per storage, NAME/data/KEY, nothing of it packed.
/// </summary>
internal static class TorchArchive
{
    private const string PickleName = "data.pkl";

    /// <exception cref="EngineException">BadFile: damaged, of another kind, or it asks for what is not known to be harmless.</exception>
    public static TorchContent Read(string path, FileStream file)
    {
        var entries = ZipDirectory.Read(path, file);
        var pickle = entries.Values.Where(entry =>
            entry.Name == PickleName || entry.Name.EndsWith("/" + PickleName, StringComparison.Ordinal)).MinBy(entry => entry.Name.Length)
            ?? throw TensorHeader.Bad(path, "it is an archive, but not one of torch.save: it has no data.pkl");
        var folder = pickle.Name[..^PickleName.Length];
        if (entries.ContainsKey(folder + "constants.pkl"))
            throw TensorHeader.Bad(path, "it is a TorchScript program, not a file of weights");
        RequireLittleEndian(path, file, entries.GetValueOrDefault(folder + "byteorder"));
        if (pickle.Length > TorchContent.MaxPickleLength)
            throw TensorHeader.Bad(path,
                $"its pickle takes {pickle.Length} bytes, more than the {TorchContent.MaxPickleLength} that are read");
        var root = new PickleReader(new PickleInput(path, file, ZipDirectory.Data(path, file, pickle), pickle.Length),
            new TorchWorld(path)).Read();
        var places = new Dictionary<string, (long Start, long Length)>(StringComparer.Ordinal);
        return new TorchContent(root, storage =>
        {
            if (places.TryGetValue(storage.Key, out var place))
                return place;
            var entry = entries.GetValueOrDefault($"{folder}data/{storage.Key}")
                ?? throw TensorHeader.Bad(path, $"the numbers of its storage '{storage.Key}' are missing");
            return places[storage.Key] = (ZipDirectory.Data(path, file, entry), entry.Length);
        });
    }

    private static void RequireLittleEndian(string path, FileStream file, ZipEntry? entry)
    {
        if (entry is not { Length: > 0 and < 16 })
            return;
        var bytes = new byte[entry.Length];
        file.Position = ZipDirectory.Data(path, file, entry);
        file.ReadExactly(bytes);
        if (Encoding.ASCII.GetString(bytes).Trim() is not "little" and var order)
            throw TensorHeader.Bad(path, $"its numbers are in {order} endian order, which is not read; save it on another machine");
    }
}
