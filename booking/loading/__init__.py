from booking.loading.load import LoadedYear, load_year

__all__ = ["LoadedYear", "load_year"]
