using System.Runtime.InteropServices;
using Studio.Engine;
using Studio.Engine.Models.Files;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Files;

/// <summary>What torch.save writes gives the tensors that were saved, in every layout.</summary>
public sealed class TorchFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => System.IO.Path.Combine(_folder.Path, "model.pt");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_ARealFile_GivesTheNumbersOfItsSafetensorsTwin()
    {
        using var file = TensorFile.Open(Golden("legacy.pt"));
        using var twin = TensorFile.Open(Golden("foo.safetensors"));
        var tensor = Assert.Single(file.Header.Tensors.Values, tensor => tensor.Name == "string_to_param.*");
        Assert.Equal(["string_to_param.*"], file.Header.Tensors.Keys);
        Assert.Equal([3, 64], tensor.Shape);
        Assert.Equal(Floats(twin, twin.Header.Tensors.Keys.Single()), Floats(file, tensor.Name));
    }

    /// <summary>Written by Python's own pickle, with all that may stand beside the tensors.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Open_AnyProtocol_GivesTheTensors(int protocol)
    {
        using var file = TensorFile.Open(Golden($"protocol{protocol}.pt"));
        Assert.Equal(["a.weight", "b.weight"], file.Header.Tensors.Keys);
        Assert.Equal([2, 3], file.Header.Tensors["a.weight"].Shape);
        Assert.Equal([1f, 2, 3, 4, 5, 6], Floats(file, "a.weight"));
        Assert.Equal([3f, 4], Floats(file, "b.weight"));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Open_EveryType_GivesItsBytes(bool isSequence, bool isZip64)
    {
        var bytes = Enumerable.Range(0, 48).Select(i => (byte)i).ToArray();
        var types = new (string DType, int Size)[] { ("F32", 4), ("F16", 2), ("BF16", 2), ("F64", 8), ("I64", 8), ("I32", 4), ("BOOL", 1) };
        var writer = TorchWriter.OfTensors(types.Select(type => ($"x.{type.DType}", type.DType, bytes, new long[] { 2, 24 / type.Size })));
        if (isSequence)
            writer.SaveSequence(Path);
        else
            writer.SaveArchive(Path, isZip64: isZip64);

        using var file = TensorFile.Open(Path);

        Assert.Equal(types.Select(type => $"x.{type.DType}"), file.Header.Tensors.Keys);
        foreach (var (dtype, size) in types)
        {
            var tensor = file.Header.Tensors[$"x.{dtype}"];
            Assert.Equal((dtype, 48), (tensor.DType, tensor.ByteLength));
            Assert.Equal([2, 24 / size], tensor.Shape);
            Assert.Equal(bytes, file.Map(tensor.Name).ToArray());
            var part = new byte[5];
            file.Read(tensor.Name, 7, part);
            Assert.Equal(bytes[7..12], part);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Open_ViewsOfOneStorage_AreReadInTheOrderOfTheirAxes(bool isSequence)
    {
        var writer = new TorchWriter();
        writer.Pickle.Op("}")
            .Item("transposed", pickle => pickle.Tensor("FloatStorage", "0", 6, 0, [3, 2], [1, 3]))
            .Item("middle", pickle => pickle.Tensor("FloatStorage", "0", 6, 2, [3], [1]))
            .Item("column", pickle => pickle.Tensor("FloatStorage", "0", 6, 1, [2], [3]))
            .Item("expanded", pickle => pickle.Tensor("FloatStorage", "0", 6, 5, [2, 2], [0, 0]))
            .Item("one", pickle => pickle.Tensor("FloatStorage", "0", 6, 3, [], []))
            .Item("single places", pickle => pickle.Tensor("FloatStorage", "0", 6, 0, [1, 6, 1], [999, 1, 77]))
            .Item("none", pickle => pickle.Tensor("FloatStorage", "0", 6, 0, [0, 4], [4, 1]));
        writer.Storage("0", MemoryMarshal.AsBytes<float>([1, 2, 3, 4, 5, 6]).ToArray(), 4);
        Save(writer, isSequence);

        using var file = TensorFile.Open(Path);

        Assert.Equal([1f, 4, 2, 5, 3, 6], Floats(file, "transposed"));
        Assert.Equal([3f, 4, 5], Floats(file, "middle"));
        Assert.Equal([2f, 5], Floats(file, "column"));
        Assert.Equal([6f, 6, 6, 6], Floats(file, "expanded"));
        Assert.Equal([4f], Floats(file, "one"));
        Assert.Equal([1f, 2, 3, 4, 5, 6], Floats(file, "single places"));
        Assert.Empty(Floats(file, "none"));
        Assert.Equal([1f, 4, 2, 5, 3, 6], MemoryMarshal.Cast<byte, float>(file.Map("transposed").Span).ToArray());
    }

    [Fact]
    public void Open_OldView_IsPartOfItsStorage()
    {
        var writer = new TorchWriter();
        writer.Pickle.Op("}").Item("x", pickle =>
            pickle.Global("torch._utils", "_rebuild_tensor").Op("((").Text("storage").Global("torch", "FloatStorage").Text("0").Text("cpu")
            .Int(4).Op("(").Text("view").Int(1).Int(3).Op("ttQ").Int(1).Tuple(2).Tuple(1).Op("tR"));
        writer.Storage("0", MemoryMarshal.AsBytes<float>([1, 2, 3, 4]).ToArray(), 4).SaveSequence(Path);
        using var file = TensorFile.Open(Path);
        Assert.Equal([3f, 4], Floats(file, "x"));
    }

    /// <summary>A training's whole state: only what stands under state_dict is the model's.</summary>
    [Fact]
    public void Open_TrainingState_GivesTheModelsTensorsOnly()
    {
        var writer = new TorchWriter();
        writer.Pickle.Op("}")
            .Item("epoch", pickle => pickle.Int(300))
            .Item("callbacks", pickle => pickle.Op("}").Global("pytorch_lightning.callbacks.model_checkpoint", "ModelCheckpoint").Op("}")
                .Item("best", score => score.Global("numpy.core.multiarray", "scalar").Op("(").Global("numpy", "dtype").Op("(").Text("f8")
                    .Int(0).Int(1).Op("tR(").Int(3).Text("<")
                    .Op("NNN").Int(-1).Int(-1).Int(0).Op("tb").Global("_codecs", "encode").Op("(").Text("12345678").Text("latin1")
                        .Op("tRtR")).Op("s"))
            .Item("optimizer_states", pickle => pickle.Op("]").Append(_ => writer.Tensor([9], 1)))
            .Item("state_dict", pickle => pickle.Global("collections", "OrderedDict").Op(")R").Item("w", _ => writer.Tensor([1, 2], 2))
                .Op("}").Item("_metadata", meta => meta.Op("}")).Op("b"));
        writer.SaveArchive(Path);
        using var file = TensorFile.Open(Path);
        Assert.Equal(["w"], file.Header.Tensors.Keys);
        Assert.Equal([1f, 2], Floats(file, "w"));
    }

    [Fact]
    public void Open_OneKeyAroundAll_IsLeftOff()
    {
        var writer = new TorchWriter();
        writer.Pickle.Op("}").Item("params_ema", pickle => pickle.Op("}").Item("w", _ => writer.Tensor([1, 2], 2)));
        writer.SaveArchive(Path);
        using var file = TensorFile.Open(Path);
        Assert.Equal(["w"], file.Header.Tensors.Keys);
    }

    /// <summary>What trainers of upscalers, of diffusion models and of anything else put beside the weights.</summary>
    [Theory]
    [InlineData("params_ema", "params")]
    [InlineData("params", "iter")]
    [InlineData("model", "optimizer")]
    [InlineData("model_state_dict", "epoch")]
    [InlineData("state_dict", "model")]
    public void Open_WeightsBesideOthers_GivesTheUsualOnes(string wanted, string other)
    {
        var writer = new TorchWriter();
        writer.Pickle.Op("}").Item(other, pickle => pickle.Op("}").Item("w", _ => writer.Tensor([9], 1)))
            .Item(wanted, pickle => pickle.Global("collections", "OrderedDict").Op(")R").Item("w", _ => writer.Tensor([1, 2], 2)));
        writer.SaveArchive(Path);
        using var file = TensorFile.Open(Path);
        Assert.Equal([1f, 2], Floats(file, Assert.Single(file.Header.Tensors.Keys)));
    }

    /// <summary>A model may have a part of that name, which holds settings and no weights.</summary>
    [Fact]
    public void Open_SettingsUnderAUsualName_AreNotTakenForWeights()
    {
        var writer = new TorchWriter();
        writer.Pickle.Op("}").Item("params", pickle => pickle.Op("}").Item("scale", number => number.Int(4)))
            .Item("w", _ => writer.Tensor([1, 2], 2));
        writer.SaveArchive(Path);
        using var file = TensorFile.Open(Path);
        Assert.Equal(["w"], file.Header.Tensors.Keys);
    }

    [Fact]
    public void Open_WaysToSayTensor_AreAllTensors()
    {
        var writer = new TorchWriter();
        writer.Pickle.Op("}")
            .Item("parameter",
                pickle => pickle.Global("torch._utils", "_rebuild_parameter").Op("(").With(_ => writer.Tensor([1], 1)).Raw(0x88)
                .Global("collections", "OrderedDict").Op(")RtR"))
            .Item("subclass",
                pickle => pickle.Global("torch._tensor", "_rebuild_from_type_v2").Op("(").Global("torch._utils", "_rebuild_tensor_v2")
                .Global("torch.nn.parameter", "Parameter").Op("(").Storage("FloatStorage", "shared", 2).Int(1).Tuple(1).Tuple(1).Raw(0x89)
                    .Op("Nt}tR"))
            .Item("eight bits", pickle =>
                pickle.Global("torch._utils", "_rebuild_tensor_v3").Op("(").Storage("UntypedStorage", "bytes", 3).Int(1).Tuple(2).Tuple(1)
                .Raw(0x89).Op("N").Global("torch", "float8_e4m3fn").Op("}tR"))
            .Item("dictionary", pickle => pickle.Global("torch.nn.modules.container", "ParameterDict").Op(")").Raw(0x81).Op("}")
                .Item("training", state => state.Raw(0x88))
                .Item("_parameters", state => state.Global("collections", "OrderedDict").Op(")R").Item("*", _ => writer.Tensor([5, 6], 2)))
                    .Op("b"))
            .Item("list", pickle => pickle.Op("]").Append(_ => writer.Tensor([7], 1)).Append(_ => writer.Tensor([8], 1)));
        writer.Storage("shared", MemoryMarshal.AsBytes<float>([3, 4]).ToArray(), 4).Storage("bytes", [0, 0x38, 0xB8], 1).SaveArchive(Path);

        using var file = TensorFile.Open(Path);

        Assert.Equal(["parameter", "subclass", "eight bits", "dictionary.*", "list[0]", "list[1]"], file.Header.Tensors.Keys);
        Assert.Equal([1f, 4, 1, -1, 5, 6, 7, 8], file.Header.Tensors.Keys.SelectMany(name => Floats(file, name)));
    }

    private void Save(TorchWriter writer, bool isSequence)
    {
        if (isSequence)
            writer.SaveSequence(Path);
        else
            writer.SaveArchive(Path);
    }

    private static string Golden(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Golden", "torch", name);

    private static float[] Floats(TensorFile file, string name)
    {
        var bytes = new byte[file.Header.Tensors[name].Count() * sizeof(float)];
        WeightConversion.ToSingle(file, name, bytes, scale: 1);
        return MemoryMarshal.Cast<byte, float>(bytes).ToArray();
    }
}
