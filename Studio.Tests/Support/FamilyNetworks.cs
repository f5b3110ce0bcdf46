using Studio.Engine.Models;
using Studio.Engine.Models.Diagrams;

namespace Studio.Tests.Support;

/// <summary>The networks of a family, for tests that look at their sizes.</summary>
internal static class FamilyNetworks
{
    public static UNet UNet(this ModelFamily family) => family.Find<UNet>()!;

    public static ClipText? Text(this ModelFamily family) => family.Find<ClipText>();

    public static AutoencoderSizes? Autoencoder(this ModelFamily family) => family.Find<VaeDecoder>()?.Sizes;
}
