"""RD New (EPSG:28992) to and from CRS84, in pure Python, so that no second PROJ lives beside SpatiaLite's.

Pairs are (lon, lat) in degrees and (x, y) in metres; in and around the Netherlands they agree with PROJ's to
a millimetre. `to_wgs84` is the exact inverse of `to_rd`.
"""

from math import asin, atan2, atanh, cos, cosh, degrees, hypot, log, radians, sin, sqrt, tanh

# WGS 84 and Bessel 1841: semi-major axis, first eccentricity squared.
_A_WGS = 6378137.0
_E2_WGS = (2 - 1 / 298.257223563) / 298.257223563
_A = 6377397.155
_E2 = (2 - 1 / 299.1528128) / 299.1528128
_E = sqrt(_E2)

# Amersfoort to WGS 84, EPSG's seven parameters in the position-vector convention: metres, radians, scale.
_DX, _DY, _DZ = 565.4171, 50.3319, 465.5524
_RX, _RY, _RZ = (radians(seconds / 3600) for seconds in (-0.398957, 0.343988, -1.87740))
_SCALE = 1 + 4.0725e-6

# Oblique stereographic by way of the conformal sphere: IOGP Guidance Note 7-2, "Oblique Stereographic".
_FALSE_EASTING, _FALSE_NORTHING, _K0 = 155000.0, 463000.0, 0.9999079
_LON0 = radians(5 + 23 / 60 + 15.5 / 3600)
_SIN0 = sin(radians(52 + 9 / 60 + 22.178 / 3600))
_W0 = 1 - _E2 * _SIN0 * _SIN0
_RADIUS = _A * sqrt(1 - _E2) / _W0
_N = sqrt(1 + _E2 * (1 - _SIN0 * _SIN0) ** 2 / (1 - _E2))
_ISO0 = _N * (atanh(_SIN0) - _E * atanh(_E * _SIN0))
_C = 0.5 * log((_N + _SIN0) * (1 - tanh(_ISO0)) / ((_N - _SIN0) * (1 + tanh(_ISO0))))
_SIN_CHI0 = tanh(_ISO0 + _C)
_COS_CHI0 = 1 / cosh(_ISO0 + _C)
_TWO_RK = 2 * _RADIUS * _K0


def to_rd(lon: float, lat: float) -> tuple[float, float]:
    """Metres in RD New of a CRS84 position on the ellipsoid."""
    bessel = _from_wgs(*_geocentric(_A_WGS, _E2_WGS, radians(lon), sin(radians(lat))))
    return _project(*_geodetic(_A, _E2, *bessel))


def to_wgs84(x: float, y: float) -> tuple[float, float]:
    """The CRS84 position that `to_rd` puts at (x, y)."""
    lon, lat = _inverse(x, y)
    # The datum shift drops the height, which leaves millimetres; one correction takes them away
    there_x, there_y = to_rd(lon, lat)
    return _inverse(2 * x - there_x, 2 * y - there_y)


def _inverse(x: float, y: float) -> tuple[float, float]:
    lon, sin_lat = _unproject(x, y)
    wgs = _to_wgs(*_geocentric(_A, _E2, lon, sin_lat))
    lon, sin_lat = _geodetic(_A_WGS, _E2_WGS, *wgs)
    return degrees(lon), degrees(asin(sin_lat))


def _project(lon: float, sin_lat: float) -> tuple[float, float]:
    q = _N * (atanh(sin_lat) - _E * atanh(_E * sin_lat)) + _C
    sin_chi, cos_chi = tanh(q), 1 / cosh(q)
    turn = _N * (lon - _LON0)
    cos_turn = cos(turn)
    m = _TWO_RK / (1 + sin_chi * _SIN_CHI0 + cos_chi * _COS_CHI0 * cos_turn)
    east = m * cos_chi * sin(turn)
    north = m * (sin_chi * _COS_CHI0 - cos_chi * _SIN_CHI0 * cos_turn)
    return _FALSE_EASTING + east, _FALSE_NORTHING + north


def _unproject(x: float, y: float) -> tuple[float, float]:
    east, north = x - _FALSE_EASTING, y - _FALSE_NORTHING
    # The sphere's own inverse; of the angular distance c only tan(c / 2) is needed, safe at c = 0.
    t2 = (east * east + north * north) / (_TWO_RK * _TWO_RK)
    cos_c = (1 - t2) / (1 + t2)
    sin_c_per_metre = 2 / (_TWO_RK * (1 + t2))
    sin_chi = cos_c * _SIN_CHI0 + north * sin_c_per_metre * _COS_CHI0
    turn = atan2(east * sin_c_per_metre, _COS_CHI0 * cos_c - north * sin_c_per_metre * _SIN_CHI0)
    iso = (atanh(sin_chi) - _C) / _N
    sin_lat = tanh(iso)
    # Each round gains more than two decimals (e squared is 0.0067).
    for _ in range(6):
        sin_lat = tanh(iso + _E * atanh(_E * sin_lat))
    return _LON0 + turn / _N, sin_lat


def _geocentric(a: float, e2: float, lon: float, sin_lat: float) -> tuple[float, float, float]:
    nu = a / sqrt(1 - e2 * sin_lat * sin_lat)
    around = nu * sqrt(1 - sin_lat * sin_lat)
    return around * cos(lon), around * sin(lon), nu * (1 - e2) * sin_lat


def _geodetic(a: float, e2: float, x: float, y: float, z: float) -> tuple[float, float]:
    """Longitude and sine of the latitude; Bowring's formula, exact to nanometres near the surface."""
    p = hypot(x, y)
    b = a * sqrt(1 - e2)
    reduced = atan2(z * a, p * b)
    up = z + e2 / (1 - e2) * b * sin(reduced) ** 3
    out = p - e2 * a * cos(reduced) ** 3
    return atan2(y, x), up / hypot(up, out)


def _to_wgs(x: float, y: float, z: float) -> tuple[float, float, float]:
    return (
        _DX + _SCALE * (x - _RZ * y + _RY * z),
        _DY + _SCALE * (_RZ * x + y - _RX * z),
        _DZ + _SCALE * (-_RY * x + _RX * y + z),
    )


def _from_wgs(x: float, y: float, z: float) -> tuple[float, float, float]:
    # The transposed rotation, as PROJ does; the correction in to_wgs84 takes up what it leaves.
    x, y, z = (x - _DX) / _SCALE, (y - _DY) / _SCALE, (z - _DZ) / _SCALE
    return x + _RZ * y - _RY * z, -_RZ * x + y + _RX * z, _RY * x - _RX * y + z
