using System.Runtime.InteropServices;
using Studio.Engine;
using Studio.Engine.Models.Files;
using Studio.Engine.Models.Files.Torch;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Files;

/// <summary>A pickle is a program. Whatever it asks for, nothing is run, nothing is taken on trust, and the answer is a sentence.</summary>
public sealed class HostileTorchFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => System.IO.Path.Combine(_folder.Path, "evil.pt");

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> Programs() => new()
    {
        // what is asked for, as steps with \n for the lines' ends; the name that the answer must have
        { "cos\nsystem\n(X\u0002\0\0\0idtR", "'os.system'" },
        { "cposix\nsystem\n(X\u0002\0\0\0idtR", "'posix.system'" },
        { "cbuiltins\neval\n(X\u0001\0\0\01tR", "'builtins.eval'" },
        { "c__builtin__\nexec\n(X\u0001\0\0\01tR", "'__builtin__.exec'" },
        { "cbuiltins\ngetattr\n)R", "'builtins.getattr'" },
        { "(ios\nsystem\n", "'os.system'" },
        { "(ibuiltins\neval\nX\u0001\0\0\01", "'builtins.eval'" },
        { "(cos\nsystem\nX\u0002\0\0\0ido", "'os.system'" },
        { "csubprocess\nPopen\n)\u0081", "'subprocess.Popen'" },
        { "csubprocess\nPopen\n)}\u0092", "'subprocess.Popen'" },
        { "X\u0002\0\0\0osX\u0006\0\0\0system\u0093)R", "'os.system'" },
        { "X\u000b\0\0\0collectionsX\u000f\0\0\0OrderedDict.pop\u0093)R", "'collections.OrderedDict.pop'" },
        { "ccollections\nnamedtuple\n)R}b", "'collections.namedtuple'" },
        { "ctorch\nload\n(X\u0001\0\0\0xtR", "'torch.load'" },
        { "ctorch.storage\n_load_from_bytes\n(Ux tR", "'torch.storage._load_from_bytes'" },
        { "cnumpy.testing._private.utils\nrunstring\n)R", "'numpy.testing._private.utils.runstring'" },
        { "ccopyreg\n_extension_registry\n", "'copyreg._extension_registry'" },
        { "\u0082\u0001", "extension code" },
        { "\u0083\u0001\0", "extension code" },
        { "\u0084\u0001\0\0\0", "extension code" },
        { "Pos.system\n", "no storage" },
        { "X\u0001\0\0\0xQ", "no storage" },
        { "\u0097", "not in the file" },
        { "ctorch\nfloat32\n)R", "no function" },
        { "K\u0001)R", "no function" },
        { "}}}", "no tensors" },
        { "ctorch.device\n", "in the middle" },
        { "ctorch._utils\n_rebuild_tensor_v2\n)R", "does not take" },
    };

    [Theory]
    [MemberData(nameof(Programs))]
    public void Open_Program_IsRefusedByName(string steps, string named)
    {
        foreach (var isSequence in new[] { false, true })
        {
            var writer = new TorchWriter();
            writer.Pickle.Raw([.. steps.Select(letter => (byte)letter)]);
            Save(writer, isSequence);
            Refused(named);
        }
    }

    /// <summary>State for a class that would restore itself by running it: it is kept, and nothing happens.</summary>
    [Fact]
    public void Open_StateOfAKnownClass_IsNotRun()
    {
        var writer = new TorchWriter();
        writer.Pickle.Op("}").Item("x", _ => writer.Tensor([1], 1))
            .Item("y", pickle => pickle.Global("pytorch_lightning.callbacks.model_checkpoint", "ModelCheckpoint").Op(")").Raw(0x81).Op("}")
                .Item("__setstate__", state => state.Text("x")).Item("__reduce__", state => state.Text("x")).Op("b"));
        writer.SaveArchive(Path);
        using var file = TensorFile.Open(Path);
        Assert.Equal(["x"], file.Header.Tensors.Keys);
    }

    [Theory]
    [InlineData(1, new long[] { 6 }, new long[] { 1 })]
    [InlineData(6, new long[] { 1 }, new long[] { 1 })]
    [InlineData(0, new long[] { 2, 3 }, new long[] { 4, 1 })]
    [InlineData(0, new long[] { 2 }, new long[] { 1L << 62 })]
    [InlineData(1L << 62, new long[] { 1 }, new long[] { 1 })]
    [InlineData(0, new long[] { 1L << 40, 1L << 40, 1L << 40 }, new long[] { 0, 0, 0 })]
    [InlineData(0, new long[] { 1L << 30 }, new long[] { 0 })]
    [InlineData(long.MaxValue, new[] { long.MaxValue }, new[] { long.MaxValue })]
    public void Open_TensorBeyondItsNumbers_IsRefused(long offset, long[] shape, long[] strides)
    {
        foreach (var isSequence in new[] { false, true })
        {
            var writer = new TorchWriter();
            writer.Pickle.Op("}").Item("x", pickle => pickle.Tensor("FloatStorage", "0", 6, offset, shape, strides));
            writer.Storage("0", new byte[24], 4);
            Save(writer, isSequence);
            Refused("'x'");
        }
    }

    [Theory]
    [InlineData(new long[] { -1 }, new long[] { 1 })]
    [InlineData(new long[] { 1 }, new long[] { -1 })]
    [InlineData(new long[] { 1, 1 }, new long[] { 1 })]
    public void Open_ImpossibleShape_IsRefused(long[] shape, long[] strides)
    {
        var writer = new TorchWriter();
        writer.Pickle.Op("}").Item("x", pickle => pickle.Tensor("FloatStorage", "0", 6, 0, shape, strides));
        writer.Storage("0", new byte[24], 4).SaveArchive(Path);
        Refused("does not take");
    }

    [Fact]
    public void Open_ArchiveThatIsNone_SaysWhy()
    {
        byte[] pickle = [.. new PickleWriter().Protocol(2).Op("}").Item("x", writer => writer.Tensor("FloatStorage", "0", 1, 0, [1], [1]))
            .Op(".").ToArray()];
        Refused("packed or encrypted", new StoredZip().Add("a/data.pkl", pickle, method: 8).Add("a/data/0", new byte[4]));
        Refused("packed or encrypted", new StoredZip().Add("a/data.pkl", pickle).Add("a/data/0", new byte[4], method: 8));
        Refused("packed or encrypted", new StoredZip().Add("a/data.pkl", pickle, flags: 1).Add("a/data/0", new byte[4]));
        Refused("two files", new StoredZip().Add("a/data.pkl", pickle).Add("a/data.pkl", pickle).Add("a/data/0", new byte[4]));
        Refused("'0' are missing", new StoredZip().Add("a/data.pkl", pickle));
        Refused("'x'", new StoredZip().Add("a/data.pkl", pickle).Add("a/data/0", new byte[3]));
        Refused("no data.pkl", new StoredZip().Add("a/model.json", pickle));
        Refused("TorchScript", new StoredZip().Add("a/data.pkl", pickle).Add("a/constants.pkl", pickle).Add("a/data/0", new byte[4]));
        Refused("big endian", new StoredZip().Add("a/data.pkl", pickle).Add("a/byteorder", "big"u8.ToArray()).Add("a/data/0", new byte[4]));
    }

    [Theory]
    [InlineData(new byte[] { 0x80, 2, (byte)'}', (byte)'.' }, "not one that torch.save wrote")]
    [InlineData(new byte[] { 0x80, 9, (byte)'}', (byte)'.' }, "neither as safetensors")]
    [InlineData(new byte[] { 1, 2, 3, 4 }, "neither as safetensors")]
    [InlineData(new byte[0], "neither as safetensors")]
    [InlineData(new byte[] { (byte)'P', (byte)'K', 3, 4 }, "without an end")]
    public void Open_SomethingElse_SaysSo(byte[] bytes, string reason)
    {
        File.WriteAllBytes(Path, bytes);
        Refused(reason);
    }

    [Theory]
    [InlineData("]", "")]
    [InlineData("}", "")]
    [InlineData(")", "\u0085")]
    [InlineData("(", "")]
    public void Open_EndlessNesting_IsRefusedInLittleMemory(string step, string around)
    {
        var writer = new TorchWriter();
        writer.Pickle.Raw([.. Enumerable.Repeat((byte)step[0], 200_000)])
            .Raw([.. Enumerable.Repeat(around, 100_000).SelectMany(letters => letters).Select(letter => (byte)letter)]);
        writer.SaveArchive(Path);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.NotNull(Record.Exception(() => TensorFormats.Read(Path)) as EngineException);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64L << 20);
    }

    [Fact]
    public void Open_TooManySteps_IsRefused()
    {
        var writer = new TorchWriter();
        writer.Pickle.Raw([.. Enumerable.Repeat((byte)'N', PickleReader.MaxSteps + 1)]);
        writer.SaveArchive(Path);
        Refused("steps");
    }

    [Fact]
    public void Open_DictionaryInItself_EndsSomewhere()
    {
        var writer = new TorchWriter();
        writer.Pickle.Op("}q").Raw(0).Item("self", pickle => pickle.Op("h").Raw(0)).Item("x", _ => writer.Tensor([1], 1));
        writer.SaveArchive(Path);
        using var file = TensorFile.Open(Path);
        Assert.Contains("x", file.Header.Tensors.Keys);
    }

    /// <summary>Every dictionary has the next one ten times: ten to the power of the depth in all.</summary>
    [Fact]
    public void Open_DictionariesOfDictionaries_AreCountedNotWalked()
    {
        var writer = new TorchWriter();
        writer.Pickle.Op("}q").Raw(0).Item("x", _ => writer.Tensor([1], 1)).Op("0");
        for (var level = 1; level <= 8; level++)
        {
            writer.Pickle.Op("}q").Raw((byte)level);
            for (var i = 0; i < 12; i++)
                writer.Pickle.Item($"k{i}", pickle => pickle.Op("h").Raw((byte)(level - 1)));
            writer.Pickle.Op("0");
        }
        writer.Pickle.Op("h").Raw(8);
        writer.SaveArchive(Path);
        Refused("parts");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Open_AnyChangedByte_IsReadOrRefusedInLittleMemory(bool isSequence)
    {
        var writer = new TorchWriter();
        writer.Pickle.Op("}").Item("state_dict", pickle => pickle.Global("collections", "OrderedDict").Op(")R").Item("a",
            _ => writer.Tensor([1, 2], 2)).Item("b", _ => writer.Tensor("F16", new byte[8], 2, 2)))
            .Item("rest", pickle => pickle.Tuple(1, 2, 3000).Raw(0x8c, 2, (byte)'x', (byte)'y').Op("0"));
        Save(writer, isSequence);
        var whole = File.ReadAllBytes(Path);
        var random = new Random(7);
        // each byte turned, each length, and some with several bytes changed
        var rounds = (2 * whole.Length) + 500;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < rounds; round++)
        {
            var bytes = (byte[])whole.Clone();
            if (round < whole.Length)
                bytes[round] ^= 0x80;
            else if (round < 2 * whole.Length)
                bytes = bytes[..(round - whole.Length)];
            for (var change = round < 2 * whole.Length ? 0 : 1 + random.Next(4); change > 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(Path, bytes);
            var failure = Record.Exception(Touch);
            Assert.True(failure is null or EngineException { Kind: EngineError.BadFile }, $"Round {round}: {failure}");
        }
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, rounds * (1L << 19));
    }

    private void Touch()
    {
        using var file = TensorFile.Open(Path);
        foreach (var tensor in file.Header.Tensors.Values)
        {
            var bytes = new byte[tensor.ByteLength];
            file.Read(tensor.Name, 0, bytes);
        }
    }

    private void Save(TorchWriter writer, bool isSequence)
    {
        if (isSequence)
            writer.SaveSequence(Path);
        else
            writer.SaveArchive(Path);
    }

    private void Refused(string reason, StoredZip zip)
    {
        zip.Save(Path);
        Refused(reason);
    }

    private void Refused(string reason)
    {
        var failure = Assert.Throws<EngineException>(() => TensorFile.Open(Path));
        Assert.Equal(EngineError.BadFile, failure.Kind);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.Contains("evil.pt", failure.Message, StringComparison.Ordinal);
    }
}
