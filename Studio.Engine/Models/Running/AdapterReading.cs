using Studio.Engine.Models.Diagrams;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>Pictures to the tokens of an IP-Adapter.</summary>
public sealed class AdapterReading(ModelPool pool, VisionEncoding encoding)
{
    private const int Colours = 3;

    /// <summary>What the adapter takes of pictures [B,H,W,3], [B,...].</summary>
    /// <param name="mask">[1,side,side]: what of the picture counts; null is all.</param>
    /// <exception cref="EngineException">The encoder is not the one that the adapter was trained with (BadPrompt).</exception>
    public AdapterEmbeds Seen(AdapterModel adapter, VisionModel vision, Tensor pixels, Tensor? mask, CancellationToken cancellationToken)
    {
        var output = encoding.Encode(vision, pixels, crop: true, cancellationToken, mask);
        var seen = adapter.Network.Kind is AdapterKind.Plain ? output.Embeds : output.Penultimate;
        return seen?.Size(-1) == adapter.Network.SeenWidth ? new AdapterEmbeds(seen) : throw new EngineException(EngineError.BadPrompt,
            $"'{adapter.Name}' reads pictures as an encoder gives them with {adapter.Network.SeenWidth} numbers, and '{vision.Recipe.Source.Name}' gives {seen?.Size(-1) ?? 0}. Load the CLIP vision encoder that belongs to it: ViT-H for most, ViT-bigG for those named vit-G and for plain ip-adapter_sdxl.");
    }

    /// <summary>What it takes where there is no picture: a black one, or nothing, as it was trained.</summary>
    public AdapterEmbeds Unseen(AdapterModel adapter, VisionModel vision, AdapterEmbeds seen, CancellationToken cancellationToken) =>
        adapter.Network.Kind is AdapterKind.Plain
            ? new AdapterEmbeds(seen.Numbers.ZerosLike())
            : Seen(adapter, vision, new Tensor(1, vision.Network.Side, vision.Network.Side, Colours), mask: null, cancellationToken);

    /// <summary>[1,T,text]: the tokens of all pictures one behind the other.</summary>
    public Tensor Tokens(AdapterModel adapter, AdapterEmbeds embeds, CancellationToken cancellationToken)
    {
        var network = adapter.Network;
        if (embeds.Numbers.Size(-1) != network.SeenWidth || embeds.Numbers.Rank != (network.Kind is AdapterKind.Plain ? 2 : 3))
            throw new EngineException(EngineError.BadPrompt,
                $"The embeds are {embeds.Numbers}, and '{adapter.Name}' takes others. Make them with the same IP-Adapter (IPAdapterEncoder).");
        using var lease = pool.Lease(adapter.Recipe, cancellationToken);
        var tokens = Enumerable.Range(0, embeds.Numbers.Size(0)).Select(picture => lease.Session.Run(
            [NamedInput.Of(IpAdapterNetwork.SeenInput, embeds.Numbers.Slice(picture))], [IpAdapterNetwork.Result],
                cancellationToken)[0]).ToArray();
        var all = Tensor.Stack(tokens);
        return all.Reshape(1, all.Length / network.TextWidth, network.TextWidth);
    }
}
