using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Studio.Engine.Diffusion;
using Studio.Engine.Models.Diagrams;

namespace Studio.Engine.Models;

/// <summary>
/// A checkpoint written from its parts with their patches in the weights, in the layout that checkpoints of its family have. One weight is
/// in memory at a time.
/// </summary>
public sealed class CheckpointFile
{
    private readonly List<StoredNetwork> _networks;
    private readonly List<(string Name, float[] Numbers, long[] Shape)> _markers = [];
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);

    /// <exception cref="EngineException">BadPrompt: the parts are not of one family. Unsupported: a part is an ONNX network, or an
    /// autoencoder of films, of which only a part is read.</exception>
    public CheckpointFile(DiffusionModel model, ClipModel clip, VaeModel vae)
    {
        RequireOneFamily(model, clip, vae);
        StoredNetwork[] networks =
        [
            StoredNetwork.Of(model.Network, model.Family.Checkpoint.Denoiser),
            .. clip.Layout.Parts.Zip(clip.Encoders, (part, encoder) => StoredNetwork.Of(encoder, part)),
            .. vae.Halves.Select(half => StoredNetwork.Of(half, model.Family.Checkpoint.Autoencoder)),
        ];
        // what belongs to neither half of an autoencoder is given by both
        var names = new HashSet<string>(StringComparer.Ordinal);
        _networks = [.. networks.Select(
            network => network with { Tensors = [.. network.Tensors.Where(tensor => names.Add(tensor.Name))] })];
        AddMarkers(model);
        AddSettings([model.Network.Network, .. clip.Encoders.Select(encoder => encoder.Network)]);
        foreach (var key in new[] { "native_resolution", "modelspec.resolution" })
        {
            if (model.Network.Source.Metadata.TryGetValue(key, out var resolution))
                _metadata[key] = resolution;
        }
        _metadata["modelspec.sai_model_spec"] = "1.0.0";
        if (model.Family.Architecture is { } architecture)
            _metadata["modelspec.architecture"] = architecture;
        if (!model.Parameterization.IsFlow && model.Latent.Statistics is null)
            _metadata["modelspec.predict_key"] = model.Parameterization == Parameterization.Velocity ? "v" : "epsilon";
    }

    /// <summary>Writes the whole file.</summary>
    /// <param name="texts">More metadata, such as the prompt.</param>
    /// <param name="progress">Told how many tensors of how many are written.</param>
    /// <exception cref="EngineException">BadFile: a file it reads from changed or is gone.</exception>
    public void Write(Stream target, IReadOnlyDictionary<string, string> texts, Action<int, int> progress,
        CancellationToken cancellationToken)
    {
        var header = Header(texts);
        var length = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        target.Write(length);
        target.Write(header);
        foreach (var (_, numbers, _) in _markers)
            target.Write(MemoryMarshal.AsBytes<float>(numbers));
        var (done, total) = (0, _networks.Sum(network => network.Tensors.Count));
        foreach (var network in _networks)
        {
            using var reader = network.Recipe.OpenWeights(KeptTypes.Half, cancellationToken);
            foreach (var tensor in network.Tensors)
            {
                cancellationToken.ThrowIfCancellationRequested();
                tensor.Write(target, reader);
                reader.Weights.Release();
                progress(++done, total);
            }
        }
    }

    private static void RequireOneFamily(DiffusionModel model, ClipModel clip, VaeModel vae)
    {
        if (model.Family.Text is { } text && text.Name != clip.Layout.Name)
            throw new EngineException(EngineError.BadPrompt,
                $"A checkpoint of {model.Family.Name} cannot be written with the text encoder of {clip.Name}: it is of another family. Take the CLIP of the same model.");
        if (vae.Decoder.Network is WanDecoder)
            throw new EngineException(EngineError.Unsupported,
                $"A checkpoint with the VAE of {vae.Source.Name} cannot be written: it is made for films, and what pictures do not need of it would be lost. Keep the model's files apart.");
        if (vae.Sizes.LatentChannels != model.LatentChannels)
            throw new EngineException(EngineError.BadPrompt,
                $"A checkpoint of {model.Family.Name}, whose latents have {model.LatentChannels} channels, cannot be written with the VAE of {vae.Source.Name}, whose latents have {vae.Sizes.LatentChannels}.");
    }

    /// <summary>What the model predicts does not show in its weights: tensors of these names say it.</summary>
    private void AddMarkers(DiffusionModel model)
    {
        if (model.Parameterization == Parameterization.Velocity && model.Sigmas is EdmSigmas)
        {
            _markers.Add(("edm_vpred.sigma_max", [model.Sigmas.SigmaMax], []));
            _markers.Add(("edm_vpred.sigma_min", [model.Sigmas.SigmaMin], []));
        }
        else if (model.Parameterization == Parameterization.Velocity)
        {
            _markers.Add(("v_pred", [], [0]));
        }
        if (model.Latent.Statistics is { } statistics && !model.Parameterization.IsFlow)
        {
            _markers.Add(("edm_mean", [.. statistics.Means], [1, statistics.Means.Count, 1, 1]));
            _markers.Add(("edm_std", [.. statistics.Deviations], [1, statistics.Deviations.Count, 1, 1]));
        }
        if (model.Sigmas == SigmaTable.ZeroTerminalSnr)
            _markers.Add(("ztsnr", [], [0]));
    }

    /// <summary>Nor does what else shapes do not tell, such as attention heads. One name says it for all networks, or not at all.</summary>
    private void AddSettings(IEnumerable<Network> networks)
    {
        foreach (var setting in networks.SelectMany(network => network.Settings).GroupBy(setting => setting.Key, setting => setting.Value))
        {
            if (setting.Distinct().Count() == 1)
                _metadata[setting.Key] = setting.First();
        }
    }

    private byte[] Header(IReadOnlyDictionary<string, string> texts)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            foreach (var (key, text) in _metadata.Concat(texts.Where(text => !_metadata.ContainsKey(text.Key))))
                json.WriteString(key, text);
            json.WriteEndObject();
            var offset = 0L;
            foreach (var (name, numbers, shape) in _markers)
                WriteEntry(json, name, "F32", shape, ref offset, numbers.Length * sizeof(float));
            foreach (var tensor in _networks.SelectMany(network => network.Tensors))
                WriteEntry(json, tensor.Name, tensor.DType, tensor.Shape, ref offset, tensor.ByteLength);
            json.WriteEndObject();
        }
        // the format's readers like the numbers to begin at a multiple of 8
        stream.Write(Encoding.ASCII.GetBytes(new string(' ', (int)(-stream.Length & 7))));
        return stream.ToArray();
    }

    private static void WriteEntry(Utf8JsonWriter json, string name, string type, IEnumerable<long> shape, ref long offset, long bytes)
    {
        json.WriteStartObject(name);
        json.WriteString("dtype", type);
        json.WriteStartArray("shape");
        foreach (var size in shape)
            json.WriteNumberValue(size);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        json.WriteNumberValue(offset += bytes);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
