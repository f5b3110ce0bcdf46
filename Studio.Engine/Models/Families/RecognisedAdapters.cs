namespace Studio.Engine.Models.Families;

/// <summary>IP-Adapters and their like that are not run here, so that a person is told what is missing.</summary>
internal static class RecognisedAdapters
{
    private const string Face =
        "it is led by who a face belongs to, which InsightFace's recognition models find, and those are not run here. Plus face and full face do without them";

    public static IReadOnlyList<RecognisedFile> All { get; } =
    [
        new(IpAdapterFile.KindName, "an IP-Adapter FaceID", t => t.HasAny("ip_adapter.0.to_q_lora.down.weight")
            || (t.HasAny("image_proj.proj.2.weight") && !t.HasAny("image_proj.proj.3.weight") && t.HasAny("ip_adapter.1.to_k_ip.weight")))
        {
            Why = Face,
        },
        new(IpAdapterFile.KindName, "InstantID", t => t.Shape("image_proj.proj_in.weight") is [_, 512]) { Why = Face },
        new(IpAdapterFile.KindName, "an IP-Adapter for Kolors", t => t.Shape("image_proj.layers.0.0.to_out.weight") is [2048, _])
        {
            Why = "Kolors is not run here",
        },
        new(IpAdapterFile.KindName, "an IP-Adapter for Flux", t => t.AnyEndsWith("ip_adapter_double_stream_k_proj.weight"))
        {
            Why = "Flux has no place for it here; FLUX.1 Redux is led by pictures too",
        },
        new("pulid", "PuLID", t => t.AnyStartsWith("pulid_ca.", "id_adapter.", "pulid_encoder."))
        {
            Why = Face,
        },
        new("photomaker", "PhotoMaker", t => t.AnyStartsWith("id_encoder."))
        {
            Why = "its encoder of faces is not run here",
        },
    ];
}
