namespace Studio.Engine.Imaging;

/// <summary>
/// A picture as file bytes. <paramref name="MimeType"/> is image/png, image/jpeg, image/webp or image/avif; latents are stored the same
/// way.
/// </summary>
public sealed record EncodedImage(byte[] Bytes, string MimeType);
