using Studio.Engine.Imaging;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes.Packs.Essentials;

/// <summary>How pictures of one size get another: scaled, then padded or cut.</summary>
internal sealed class ResizePlan
{
    /// <summary>What 0 stands for where the pack takes it as no limit.</summary>
    private const int Unlimited = 16384;

    private readonly string _method;
    private readonly string _condition;
    private readonly int _multiple;
    private readonly (int Width, int Height) _old;
    private readonly (int Width, int Height) _wanted;
    private readonly (int Width, int Height) _scaled;

    public ResizePlan(int oldWidth, int oldHeight, int width, int height, string method, string condition, int multiple)
    {
        (_old, _method, _condition, _multiple) = ((oldWidth, oldHeight), method, condition, multiple);
        if (multiple > 1)
            (width, height) = (width - (width % multiple), height - (height % multiple));
        if (method is "keep proportion" or "pad")
        {
            width = width == 0 ? oldHeight < height ? Unlimited : oldWidth : width;
            height = height == 0 ? oldWidth < width ? Unlimited : oldHeight : height;
            _scaled = By(Math.Min((double)width / oldWidth, (double)height / oldHeight));
        }
        else
        {
            (width, height) = (width > 0 ? width : oldWidth, height > 0 ? height : oldHeight);
            _scaled = method.StartsWith("fill", StringComparison.Ordinal)
                ? By(Math.Max((double)width / oldWidth, (double)height / oldHeight))
                : (width, height);
        }
        _wanted = (width, height);
    }

    /// <param name="interpolation">One of <see cref="ImageResize.Methods"/>, or nearest.</param>
    public Tensor Apply(Tensor pixels, string interpolation)
    {
        if (IsDue)
        {
            pixels = interpolation == "nearest"
                ? AntialiasedResize.Pixels(pixels, _scaled.Width, _scaled.Height, interpolation)
                : ImageResize.Resize(pixels, Math.Max(1, _scaled.Width), Math.Max(1, _scaled.Height), interpolation);
            pixels = _method == "pad" ? Padded(pixels) : _method.StartsWith("fill", StringComparison.Ordinal) ? Filled(pixels) : pixels;
        }
        if (_multiple > 1)
            pixels = Cut(pixels);
        return Mixing.Each(pixels, value => Math.Clamp(value, 0, 1));
    }

    private bool IsDue
    {
        get
        {
            var (old, now) = (_old, _method is "keep proportion" or "pad" || _method.StartsWith("fill",
                StringComparison.Ordinal) ? _scaled : _wanted);
            return _condition switch
            {
                "downscale if bigger" => old.Height > now.Height || old.Width > now.Width,
                "upscale if smaller" => old.Height < now.Height || old.Width < now.Width,
                "if bigger area" => (long)old.Height * old.Width > (long)now.Height * now.Width,
                "if smaller area" => (long)old.Height * old.Width < (long)now.Height * now.Width,
                _ => true,
            };
        }
    }

    private (int Width, int Height) By(double ratio) => ((int)Math.Round(_old.Width * ratio), (int)Math.Round(_old.Height * ratio));

    private Tensor Padded(Tensor pixels) => (_scaled.Width, _scaled.Height) == _wanted ? pixels : Padding.Pixels(pixels,
        (_wanted.Width - _scaled.Width) / 2, (_wanted.Height - _scaled.Height) / 2, _wanted.Width, _wanted.Height);

    private Tensor Filled(Tensor pixels)
    {
        var (x, y) = (Math.Max(0, (_scaled.Width - _wanted.Width) / 2), Math.Max(0, (_scaled.Height - _wanted.Height) / 2));
        return Planes.CropPixels(pixels, y, x, Math.Min(_wanted.Height, _scaled.Height), Math.Min(_wanted.Width, _scaled.Width));
    }

    private Tensor Cut(Tensor pixels)
    {
        var (height, width) = (pixels.Size(1), pixels.Size(2));
        return Planes.CropPixels(pixels, height % _multiple / 2, width % _multiple / 2, height - (height % _multiple),
            width - (width % _multiple));
    }
}
