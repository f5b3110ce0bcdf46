using Studio.Engine.Models;
using Studio.Engine.Models.Files;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Models;

/// <summary>Models that torch.save wrote do what their safetensors twins do.</summary>
public sealed class TorchModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModelPool _pool = new(new ModelPoolOptions());

    public void Dispose()
    {
        _pool.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("F32", false)]
    [InlineData("F32", true)]
    [InlineData("F16", false)]
    public void LoadCheckpoint_Ckpt_GivesTheNumbersOfItsTwin(string dtype, bool isSequence)
    {
        // without the metadata of safetensors, which torch files have no place for
        var twin = Path.Combine(_folder.Path, "twin.safetensors");
        using (var file = TensorFile.Open(TinyModel.Write(_folder.Path, dtype)))
        {
            var plain = new SafetensorsWriter();
            foreach (var tensor in file.Header.Tensors.Values)
                plain.AddBytes(tensor.Name, tensor.DType, file.Map(tensor.Name).ToArray(), [.. tensor.Shape]);
            plain.Save(twin);
        }
        var path = Path.Combine(_folder.Path, "model.ckpt");
        var writer = OfFile(twin);
        if (isSequence)
            writer.SaveSequence(path);
        else
            writer.SaveArchive(path);

        var (expected, loaded) = (_pool.LoadCheckpoint(twin, CancellationToken.None), _pool.LoadCheckpoint(path, CancellationToken.None));

        Compare.AssertMaximumError(Text(expected.Clip!), Text(loaded.Clip!), 0);
        Compare.AssertMaximumError(Noise(expected.Model), Noise(loaded.Model), 0);
        var latent = TinyModelTests.Waves(1, 4, 4, 4);
        Compare.AssertMaximumError(_pool.Decode(expected.Vae!, latent, CancellationToken.None),
            _pool.Decode(loaded.Vae!, latent, CancellationToken.None), 0);
    }

    /// <summary>Weights that were saved as they lay on a graphics card: channels last.</summary>
    [Fact]
    public void LoadCheckpoint_WeightsInAnotherOrder_GivesTheNumbersOfItsTwin()
    {
        var twin = TinyModel.Write(_folder.Path, name: "twin.safetensors");
        var path = Path.Combine(_folder.Path, "last.ckpt");
        OfFile(twin, isChannelsLast: true).SaveArchive(path);
        using (var file = TensorFile.Open(path))
            Assert.Contains(file.Header.Tensors.Values, tensor => tensor.Strides is not null);

        Compare.AssertMaximumError(
            Noise(_pool.LoadCheckpoint(twin, CancellationToken.None).Model),
            Noise(_pool.LoadCheckpoint(path, CancellationToken.None).Model), 0);
    }

    [Fact]
    public void Lora_OfTorch_DoesWhatItsTwinDoes()
    {
        const string layer = "lora_unet_mid_block_resnets_0_conv1";
        var twin = Path.Combine(_folder.Path, "lora.safetensors");
        new SafetensorsWriter().Layer(layer, 64, 64 * 9, alpha: 1).Save(twin);
        var path = Path.Combine(_folder.Path, "lora.pt");
        OfFile(twin).SaveArchive(path);
        var model = _pool.LoadCheckpoint(TinyModel.Write(_folder.Path), CancellationToken.None).Model;

        var changed = Noise(Lora.For(path, model).On(model, 1));

        Compare.AssertMaximumError(Noise(Lora.For(twin, model).On(model, 1)), changed, 0);
        Assert.NotEqual(Noise(model).Span.ToArray(), changed.Span.ToArray());
    }

    private static TorchWriter OfFile(string safetensors, bool isChannelsLast = false)
    {
        using var file = TensorFile.Open(safetensors);
        var writer = new TorchWriter();
        writer.Pickle.Op("}").Item("epoch", pickle => pickle.Int(7)).Item("state_dict", pickle =>
        {
            pickle.Op("}");
            foreach (var tensor in file.Header.Tensors.Values)
            {
                var bytes = file.Map(tensor.Name).ToArray();
                if (isChannelsLast && tensor.Shape.Count == 4)
                    pickle.Item(tensor.Name, _ => ChannelsLast(writer, bytes, tensor.Shape));
                else
                    pickle.Item(tensor.Name, _ => writer.Tensor(tensor.DType, bytes, [.. tensor.Shape]));
            }
        });
        return writer;
    }

    private static void ChannelsLast(TorchWriter writer, byte[] bytes, IReadOnlyList<long> shape)
    {
        var (rows, channels, taps) = (shape[0], shape[1], shape[2] * shape[3]);
        var stored = new byte[bytes.Length];
        for (var i = 0L; i < rows * channels * taps; i++)
        {
            var (row, channel, tap) = (i / (channels * taps), i / taps % channels, i % taps);
            Array.Copy(bytes, i * 4, stored, ((row * taps * channels) + (tap * channels) + channel) * 4, 4);
        }
        var key = $"last{writer.Pickle.ToArray().Length}";
        writer.Pickle.Tensor("FloatStorage", key, rows * channels * taps, 0, [.. shape],
            [channels * taps, 1, shape[3] * channels, channels]);
        writer.Storage(key, stored, 4);
    }

    private Tensor Text(ClipModel clip) => _pool.Encode(clip, "a red star", CancellationToken.None).Entries[0].Embedding;

    private Tensor Noise(DiffusionModel model)
    {
        var conditioning = new Conditioning([new ConditioningEntry(TinyModelTests.Waves(1, 77, 8))]);
        using var denoiser = _pool.Denoiser(model, conditioning, new([]), 1, CancellationToken.None);
        return denoiser.Denoise(TinyModelTests.Waves(1, 4, 8, 8), 3);
    }
}
