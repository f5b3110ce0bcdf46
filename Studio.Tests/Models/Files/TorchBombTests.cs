using System.Diagnostics;
using Studio.Engine;
using Studio.Engine.Models.Files;
using Studio.Engine.Models.Files.Torch;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Files;

/// <summary>Small files that would become large, or never end, if they were walked as they say.</summary>
public sealed class TorchBombTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => System.IO.Path.Combine(_folder.Path, "bomb.pth");

    public void Dispose() => _folder.Dispose();

    /// <summary>A tensor in a subclass in a subclass ...: each a call inside of another.</summary>
    [Fact]
    public void Open_SubclassesInsideOfEachOther_AreRefused()
    {
        var writer = new TorchWriter();
        const int depth = 200_000;
        writer.Pickle.Global("torch._tensor", "_rebuild_from_type_v2").Op("q").Raw(0).Op("0");
        for (var i = 0; i < depth; i++)
            writer.Pickle.Op("(h").Raw(0).Op("h").Raw(0);
        writer.Pickle.Op("(" + new string('t', depth + 1)).Op("q").Raw(1).Op("0h").Raw(0).Op("h").Raw(1).Op("R");
        writer.SaveArchive(Path);
        Refused("does not take");
    }

    [Fact]
    public void Open_OneListForManyDictionaries_IsRefused()
    {
        var writer = new TorchWriter();
        writer.Pickle.Op("](");
        for (var i = 0; i < 5000; i++)
            writer.Pickle.Op("NN").Raw(0x86);
        writer.Pickle.Op("eq").Raw(0);
        var ordered = new PickleWriter().Global("collections", "OrderedDict").ToArray();
        for (var i = 0; i < 5000; i++)
            writer.Pickle.Raw(ordered).Op("h").Raw(0).Raw(0x85).Op("R0");
        writer.SaveArchive(Path);
        Refused("pairs");
    }

    [Fact]
    public void Open_OneLongNameForManyParts_IsRefused()
    {
        var writer = new TorchWriter();
        writer.Pickle.Op("}q").Raw(0).Item(new string('n', 1 << 20), pickle => pickle.Op("h").Raw(0))
            .Item("x", _ => writer.Tensor([1], 1));
        writer.SaveArchive(Path);
        Refused("name of more than");
    }

    /// <summary>Steps in any order, with what they need behind them: no crash, no waiting, and only one kind of failure.</summary>
    [Fact]
    public void Open_SomeOrdersOfSteps_AreReadOrRefused() => Walk(rounds: 1500, seed: 5);

    [Fact]
    [Trait("Category", "Long")]
    public void Open_ManyOrdersOfSteps_AreReadOrRefused() => Walk(rounds: 40_000, seed: 11);

    private void Walk(int rounds, int seed)
    {
        var random = new Random(seed);
        byte[][] pieces = [.. Pieces()];
        for (var round = 0; round < rounds; round++)
        {
            var writer = new TorchWriter();
            writer.Pickle.Op("}");
            for (var steps = random.Next(1, 50); steps > 0; steps--)
                writer.Pickle.Raw(pieces[random.Next(pieces.Length)]);
            writer.Storage("0", new byte[24], 4).Storage("1", new byte[8], 8);
            if (random.Next(2) == 0)
                writer.SaveArchive(Path);
            else
                writer.SaveSequence(Path);
            var (began, before) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
            var failure = Record.Exception(() => TensorFile.Open(Path).Dispose());
            Assert.True(failure is null or EngineException { Kind: EngineError.BadFile }, $"Round {round}: {failure}");
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64L << 20);
            Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 20);
        }
    }

    /// <summary>
    /// Every step with something to read behind it, and whole phrases, so that what follows meets more than an empty stack.
    /// </summary>
    private static IEnumerable<byte[]> Pieces()
    {
        foreach (var opcode in Enum.GetValues<PickleOpcode>().Where(opcode => opcode is not PickleOpcode.Stop))
            yield return [(byte)opcode, 1, 0, 0, 0, (byte)'\n', (byte)'0', (byte)'\n'];
        foreach (var opcode in "()]}02aedtslbuR\u0085\u0086\u0087\u0081\u0092\u0094")
            yield return [(byte)opcode];
        for (byte memo = 0; memo < 4; memo++)
        {
            yield return [(byte)'q', memo];
            yield return [(byte)'h', memo];
        }
        foreach (var (module, name) in new[] { ("collections", "OrderedDict"), ("torch._utils", "_rebuild_tensor_v2"), ("torch", "Size"),
            ("torch._tensor", "_rebuild_from_type_v2"), ("torch", "FloatStorage"), ("torch._utils", "_rebuild_parameter"),
            ("torch.nn.modules.container", "ParameterDict"), ("torch", "float8_e4m3fn"), ("builtins", "set") })
            yield return new PickleWriter().Global(module, name).ToArray();
        yield return new PickleWriter().Storage("FloatStorage", "0", 6).ToArray();
        yield return new PickleWriter().Storage("LongStorage", "1", 1).ToArray();
        yield return new PickleWriter().Tensor("FloatStorage", "0", 6, 1, [2, 2], [1, 2]).ToArray();
        yield return new PickleWriter().Text("x").Tensor("FloatStorage", "0", 6, 0, [6], [1]).Op("s").ToArray();
        yield return new PickleWriter().Text("state_dict").ToArray();
        yield return new PickleWriter().Tuple(2, 3).ToArray();
        yield return new PickleWriter().Int(long.MaxValue).ToArray();
        yield return new PickleWriter().Int(-1).ToArray();
    }

    private void Refused(string reason)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var failure = Assert.Throws<EngineException>(() => TensorFormats.Read(Path));
        Assert.Equal(EngineError.BadFile, failure.Kind);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256L << 20);
    }
}
